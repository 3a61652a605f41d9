package io.hubflow.engine.view;

import java.util.Locale;

/** Whose names views have. */
public enum ViewKind {
    /** Those of Fivetran's tables, which the dbt package reads. */
    FIVETRAN,
    /** HubSpot's labels. */
    LABELLED;

    /** Begins the comment of every view that hubflow made on request; versions before it could tell kinds apart end it here. */
    public static final String COMMENT = "hubflow: made by hubflow views";

    /** The comment of views of this kind. */
    public String comment() {
        return COMMENT + " " + name().toLowerCase(Locale.ROOT);
    }

    /** The kind of a view with a comment that begins with {@link #COMMENT}. */
    public static ViewKind of(String view, String comment) {
        if (comment.equals(COMMENT)) {
            return view.toLowerCase(Locale.ROOT).endsWith(LabelledViews.SUFFIX) ? LABELLED : FIVETRAN;
        }
        return comment.equals(LABELLED.comment()) ? LABELLED : FIVETRAN;
    }
}
