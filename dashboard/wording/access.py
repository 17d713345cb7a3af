"""What is said of who may do what."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "sign_in": {"ar": "تسجيل الدخول", "fr": "Se connecter", "en": "Sign in"},
    "sign_out": {"ar": "تسجيل الخروج", "fr": "Se déconnecter", "en": "Sign out"},
    "role_viewer": {"ar": "للقراءة فقط", "fr": "Lecture seule", "en": "Viewer"},
    "role_editor": {"ar": "محرر", "fr": "Éditeur", "en": "Editor"},
    "role_admin": {"ar": "مشرف", "fr": "Administrateur", "en": "Administrator"},
    "sign_in_first": {
        "ar": "سجّل الدخول لرؤية هذه الصفحات.",
        "fr": "Connectez-vous pour voir ces pages.",
        "en": "Sign in to see these pages.",
    },
    "no_entry": {
        "ar": "حسابك لا يسمح برؤية هذه الصفحات. اطلب ذلك من المشرف.",
        "fr": "Votre compte ne donne pas accès à ces pages. Demandez-le à un administrateur.",
        "en": "Your account may not see these pages. Ask an administrator.",
    },
    "may_not_correct": {
        "ar": "يمكنك القراءة فقط: تصحيح الأبواب للمحررين.",
        "fr": "Vous pouvez lire seulement : corriger est réservé aux éditeurs.",
        "en": "You may read only: correcting topics is for editors.",
    },
    "may_not_promote": {
        "ar": "اختيار النموذج للمشرفين.",
        "fr": "Choisir le modèle est réservé aux administrateurs.",
        "en": "Choosing the model is for administrators.",
    },
}
