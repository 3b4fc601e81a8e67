from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "khoso.stages.catalogue"
    label = "catalogue"
    verbose_name = "Danh mục hồ sơ, tài liệu"
