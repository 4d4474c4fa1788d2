"""Forms in the look of USWDS, for Django's own form rendering."""

from django.forms.renderers import TemplatesSetting


class UswdsRenderer(TemplatesSetting):
    """Renders every form and field with the templates under `uswds/`; widgets have theirs under `django/forms/`."""

    form_template_name = "uswds/form.html"
    field_template_name = "uswds/field.html"
