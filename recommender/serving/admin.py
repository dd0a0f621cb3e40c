from django.contrib import admin
from unfold.decorators import display

from config.admin import ReadOnlyAdmin
from recommender.serving.models import Deployment, RecommendationList


@admin.register(Deployment)
class DeploymentAdmin(ReadOnlyAdmin):
    list_display = ("started_at", "version", "ended_at", "reason", "by")
    list_select_related = ("version", "by")


@admin.register(RecommendationList)
class RecommendationListAdmin(ReadOnlyAdmin):
    list_display = ("made_at", "placement", "visitor", "segment", "product_id", "length", "model_version")
    list_filter = ("placement", "model_version")
    list_select_related = ("visitor", "segment", "model_version")
    list_per_page = 50
    ordering = ("-made_at",)
    search_fields = ("=visitor__id", "=product_id")

    @display(description="products")
    def length(self, made: RecommendationList) -> int:
        return len(made.product_ids)
