from flask import Blueprint

blueprint = Blueprint("completion", __name__, template_folder="templates")
