package io.hubflow.app.report;

import io.hubflow.error.ErrorCode;
import java.util.Locale;

/** Where the documentation explains an error code. */
public final class Troubleshooting {
    /** Below the root of the repository and of a release. */
    public static final String DOCUMENT = "docs/troubleshooting.md";

    private Troubleshooting() {}

    /** The document and the anchor that forges give to the heading of this code. */
    public static String of(ErrorCode code) {
        return DOCUMENT + "#" + code.name().toLowerCase(Locale.ROOT);
    }
}
