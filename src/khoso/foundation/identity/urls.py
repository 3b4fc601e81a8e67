from django.urls import path

from khoso.foundation.identity import oversight_views as oversight
from khoso.foundation.identity import people_views as people
from khoso.foundation.identity import views
from khoso.foundation.identity.agencies import routes as agencies

app_name = "identity"
urlpatterns = [
    path("dang-nhap", views.sign_in, name="sign-in"),
    path("dang-xuat", views.sign_out, name="sign-out"),
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
    path("vai-tro/<int:membership_id>", people.role, name="role"),
    path("vai-tro/<int:membership_id>/ket-thuc", people.end_role, name="end-role"),
    path("uy-quyen", oversight.delegations, name="delegations"),
    path("uy-quyen/<int:delegation_id>/thu-hoi", oversight.take_back, name="take-back"),
    path("phan-quyen", oversight.rights_table, name="rights"),
    *agencies.urlpatterns,
]
