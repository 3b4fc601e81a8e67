"""The addresses of accounts, roles, delegations, the quarterly review and the table of rights."""

from __future__ import annotations

from django.urls import path

from khoso.foundation.identity.people import oversight_views as oversight
from khoso.foundation.identity.people import views as people

urlpatterns = [
    path("nguoi-dung", people.people, name="people"),
    path("nguoi-dung/them", people.register, name="register"),
    path("nguoi-dung/cap-vai-tro", people.grant, name="grant"),
    path("nguoi-dung/ra-soat", oversight.review, name="review"),
    path("nguoi-dung/ra-soat.xlsx", oversight.review_file, name="review-file"),
    path("nguoi-dung/<int:person_id>", people.person, name="person"),
    path("nguoi-dung/<int:person_id>/sua", people.edit, name="edit-person"),
    path("nguoi-dung/<int:person_id>/ngung", people.disable, name="disable-person"),
    path("nguoi-dung/<int:person_id>/dung-lai", people.enable, name="enable-person"),
    path("nguoi-dung/<int:person_id>/dat-lai-mat-khau", people.reset_password, name="reset-password"),
    path("nguoi-dung/<int:person_id>/bo-lop-hai", people.forget_second_factor, name="forget-factors"),
    path("vai-tro/<int:membership_id>", people.role, name="role"),
    path("vai-tro/<int:membership_id>/ket-thuc", people.end_role, name="end-role"),
    path("uy-quyen", oversight.delegations, name="delegations"),
    path("uy-quyen/<int:delegation_id>/thu-hoi", oversight.take_back, name="take-back"),
    path("phan-quyen", oversight.rights_table, name="rights"),
]
