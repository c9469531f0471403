#include "analyzer/django/framework_sources.h"

#include <array>

namespace tacit::analyze::django {

namespace {

constexpr auto kSources = std::to_array<FrameworkSource>({
    {"django.contrib.contenttypes.models", "contenttypes", R"(
from django.db import models
class ContentType(models.Model):
    app_label = models.CharField(max_length=100)
    model = models.CharField(max_length=100)
    class Meta:
        db_table = "django_content_type"
        unique_together = [["app_label", "model"]]
)"},
    {"django.contrib.auth.base_user", "", R"(
from django.db import models
class AbstractBaseUser(models.Model):
    password = models.CharField(max_length=128)
    last_login = models.DateTimeField(blank=True, null=True)
    class Meta:
        abstract = True
class BaseUserManager(models.Manager):
    pass
)"},
    {"django.contrib.auth.models", "auth", R"(
from django.db import models
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.contenttypes.models import ContentType
class Permission(models.Model):
    name = models.CharField(max_length=255)
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    codename = models.CharField(max_length=100)
    class Meta:
        unique_together = [["content_type", "codename"]]
        ordering = ["content_type__app_label", "content_type__model", "codename"]
class Group(models.Model):
    name = models.CharField(max_length=150, unique=True)
    permissions = models.ManyToManyField(Permission, blank=True)
class UserManager(BaseUserManager):
    pass
class PermissionsMixin(models.Model):
    is_superuser = models.BooleanField(default=False)
    groups = models.ManyToManyField(Group, blank=True, related_name="user_set", related_query_name="user")
    user_permissions = models.ManyToManyField(Permission, blank=True, related_name="user_set",
                                              related_query_name="user")
    class Meta:
        abstract = True
class AbstractUser(AbstractBaseUser, PermissionsMixin):
    username = models.CharField(max_length=150, unique=True)
    first_name = models.CharField(max_length=150, blank=True)
    last_name = models.CharField(max_length=150, blank=True)
    email = models.EmailField(blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField()
    objects = UserManager()
    class Meta:
        abstract = True
class User(AbstractUser):
    class Meta(AbstractUser.Meta):
        swappable = "AUTH_USER_MODEL"
)"},
    {"django.contrib.sites.models", "sites", R"(
from django.db import models
class Site(models.Model):
    domain = models.CharField(max_length=100, unique=True)
    name = models.CharField(max_length=50)
    class Meta:
        db_table = "django_site"
        ordering = ["domain"]
)"},
    {"django.contrib.flatpages.models", "flatpages", R"(
from django.db import models
from django.contrib.sites.models import Site
class FlatPage(models.Model):
    url = models.CharField(max_length=100, db_index=True)
    title = models.CharField(max_length=200)
    content = models.TextField(blank=True)
    enable_comments = models.BooleanField(default=False)
    template_name = models.CharField(max_length=70, blank=True)
    registration_required = models.BooleanField(default=False)
    sites = models.ManyToManyField(Site)
    class Meta:
        db_table = "django_flatpage"
        ordering = ["url"]
)"},
    {"django.contrib.sessions.base_session", "", R"(
from django.db import models
class AbstractBaseSession(models.Model):
    session_key = models.CharField(max_length=40, primary_key=True)
    session_data = models.TextField()
    expire_date = models.DateTimeField(db_index=True)
    class Meta:
        abstract = True
)"},
    {"django.contrib.sessions.models", "sessions", R"(
from django.contrib.sessions.base_session import AbstractBaseSession
class Session(AbstractBaseSession):
    class Meta(AbstractBaseSession.Meta):
        db_table = "django_session"
)"},
    {"django.contrib.admin.models", "admin", R"(
from django.conf import settings
from django.db import models
from django.contrib.contenttypes.models import ContentType
class LogEntry(models.Model):
    action_time = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    content_type = models.ForeignKey(ContentType, models.SET_NULL, blank=True, null=True)
    object_id = models.TextField(blank=True, null=True)
    object_repr = models.CharField(max_length=200)
    action_flag = models.PositiveSmallIntegerField()
    change_message = models.TextField(blank=True)
    class Meta:
        db_table = "django_admin_log"
        ordering = ["-action_time"]
)"},
    {"django.contrib.redirects.models", "redirects", R"(
from django.db import models
from django.contrib.sites.models import Site
class Redirect(models.Model):
    site = models.ForeignKey(Site, models.CASCADE)
    old_path = models.CharField(max_length=200, db_index=True)
    new_path = models.CharField(max_length=200, blank=True)
    class Meta:
        db_table = "django_redirect"
        unique_together = [["site", "old_path"]]
        ordering = ["old_path"]
)"},
    {"treebeard.models", "", R"(
from django.db import models
class Node(models.Model):
    class Meta:
        abstract = True
)"},
    {"treebeard.mp_tree", "", R"(
from django.db import models
from treebeard.models import Node
class MP_NodeQuerySet(models.QuerySet):
    def delete(self):
        pass
class MP_NodeManager(models.Manager):
    def get_queryset(self):
        return MP_NodeQuerySet(self.model).order_by("path")
class MP_Node(Node):
    path = models.CharField(max_length=255, unique=True)
    depth = models.PositiveIntegerField()
    numchild = models.PositiveIntegerField(default=0)
    objects = MP_NodeManager()
    class Meta:
        abstract = True
)"},
    {"treebeard.ns_tree", "", R"(
from django.db import models
from treebeard.models import Node
class NS_Node(Node):
    lft = models.PositiveIntegerField(db_index=True)
    rgt = models.PositiveIntegerField(db_index=True)
    tree_id = models.PositiveIntegerField(db_index=True)
    depth = models.PositiveIntegerField(db_index=True)
    class Meta:
        abstract = True
)"},
    {"treebeard.al_tree", "", R"(
from treebeard.models import Node
class AL_Node(Node):
    class Meta:
        abstract = True
)"},
    {"mptt.models", "", R"(
from django.db import models
class MPTTModel(models.Model):
    lft = models.PositiveIntegerField(editable=False)
    rght = models.PositiveIntegerField(editable=False)
    tree_id = models.PositiveIntegerField(editable=False, db_index=True)
    level = models.PositiveIntegerField(editable=False)
    class Meta:
        abstract = True
)"},
    {"model_utils.models", "", R"(
import uuid
from django.db import models
class TimeStampedModel(models.Model):
    created = models.DateTimeField()
    modified = models.DateTimeField()
    class Meta:
        abstract = True
class UUIDModel(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    class Meta:
        abstract = True
class SoftDeletableModel(models.Model):
    is_removed = models.BooleanField(default=False)
    class Meta:
        abstract = True
class TimeFramedModel(models.Model):
    start = models.DateTimeField(null=True, blank=True)
    end = models.DateTimeField(null=True, blank=True)
    class Meta:
        abstract = True
)"},
    {"django_extensions.db.models", "", R"(
from django.db import models
class TimeStampedModel(models.Model):
    created = models.DateTimeField()
    modified = models.DateTimeField()
    class Meta:
        abstract = True
        get_latest_by = "modified"
class TitleDescriptionModel(models.Model):
    title = models.CharField(max_length=255)
    description = models.TextField(blank=True, null=True)
    class Meta:
        abstract = True
)"},
    {"taggit.models", "taggit", R"(
from django.db import models
from django.contrib.contenttypes.models import ContentType
class TagBase(models.Model):
    name = models.CharField(unique=True, max_length=100)
    slug = models.SlugField(unique=True, max_length=100)
    class Meta:
        abstract = True
class Tag(TagBase):
    pass
class ItemBase(models.Model):
    class Meta:
        abstract = True
class TaggedItemBase(ItemBase):
    tag = models.ForeignKey(Tag, related_name="%(app_label)s_%(class)s_items", on_delete=models.CASCADE)
    class Meta:
        abstract = True
class CommonGenericTaggedItemBase(ItemBase):
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    class Meta:
        abstract = True
class GenericTaggedItemBase(CommonGenericTaggedItemBase):
    object_id = models.IntegerField(db_index=True)
    class Meta:
        abstract = True
)"},
    {"polymorphic.models", "", R"(
from django.db import models
from django.contrib.contenttypes.models import ContentType
class PolymorphicModel(models.Model):
    polymorphic_ctype = models.ForeignKey(ContentType, null=True, editable=False, on_delete=models.CASCADE)
    class Meta:
        abstract = True
)"},
});

}  // namespace

std::span<const FrameworkSource> FrameworkSources() { return kSources; }

}  // namespace tacit::analyze::django
