"""The composition root: where settings, extensions and features come together."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Settings
from studyvisit.accounts import views as accounts_views
from studyvisit.calibration import views as calibration_views
from studyvisit.cli import register_commands
from studyvisit.completion import views as completion_views
from studyvisit.db import engine_options, prepare_engine
from studyvisit.extensions import csrf, db, limiter, login_manager, migrate
from studyvisit.feedback import views as feedback_views
from studyvisit.lessons import views as lessons_views
from studyvisit.library import views as library_views
from studyvisit.marking import views as marking_views
from studyvisit.programmes import views as programmes_views
from studyvisit.programmes.services import follow_profile
from studyvisit.questionnaires import views as questionnaires_views
from studyvisit.quizzes import views as quizzes_views
from studyvisit.reporting import views as reporting_views
from studyvisit.signing import views as signing_views
from studyvisit.studio import views as studio_views
from studyvisit.visits import views as visits_views
from studyvisit.web import access, gallery, health, kit

BLUEPRINTS = (
    health.blueprint,
    gallery.blueprint,
    accounts_views.blueprint,
    library_views.blueprint,
    lessons_views.blueprint,
    quizzes_views.blueprint,
    completion_views.blueprint,
    marking_views.blueprint,
    programmes_views.blueprint,
    questionnaires_views.blueprint,
    feedback_views.blueprint,
    calibration_views.blueprint,
    visits_views.blueprint,
    studio_views.blueprint,
    reporting_views.blueprint,
    signing_views.blueprint,
)


def create_app(settings: Settings | None = None) -> Flask:
    """Return the application. Raises SettingsError, or RuntimeError when an endpoint declares no access rule."""
    settings = settings or Settings.from_environment()
    app = Flask(
        "studyvisit",
        static_folder=None,
        template_folder="web/templates",
        instance_path=str(settings.instance),
    )
    app.config.from_mapping(flask_config(settings))
    if count := settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, count, count, x_host=count)  # type: ignore[method-assign]
    kit.init_app(app, settings)
    _bind_extensions(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    access.init_app(app)
    register_commands(app)
    return app


def flask_config(settings: Settings) -> dict[str, object]:
    """Return what Flask and its extensions are told."""
    return {
        "SETTINGS": settings,
        "PROFILE_FOLLOWERS": (follow_profile,),
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(settings.database_url, settings.threads),
        "SESSION_COOKIE_NAME": "__Host-session" if settings.production else "session",
        "SESSION_COOKIE_SECURE": settings.production,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,  # the token lives as long as the session it belongs to
        "MAX_CONTENT_LENGTH": 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        "RATELIMIT_STORAGE_URI": settings.rate_limit_storage,
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
        "BABEL_TRANSLATION_DIRECTORIES": "translations",
    }


def _bind_extensions(app: Flask) -> None:
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    migrate.init_app(app, db, directory="migrations", render_as_batch=True)
    login_manager.session_protection = None  # the session row is what protects; addresses change on a bus
    login_manager.init_app(app)
    csrf.init_app(app)
    limiter.init_app(app)
