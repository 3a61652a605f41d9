package io.hubflow.app.progress;

import java.util.Map;

/** Colours of the display, where they are wanted. */
enum Paint {
    PLAIN,
    COLOURED;

    private static final String RESET = "\u001b[0m";

    /** As https://no-color.org and the CLICOLOR convention (https://bixense.com/clicolors) say; a dumb terminal has none. */
    static Paint wanted(Map<String, String> environment) {
        var forbidden = !environment.getOrDefault("NO_COLOR", "").isEmpty()
                || environment.getOrDefault("CLICOLOR", "").equals("0")
                || environment.getOrDefault("TERM", "").equals("dumb");
        return forbidden ? PLAIN : COLOURED;
    }

    String done(String text) {
        return in("32", text);
    }

    String warning(String text) {
        return in("33", text);
    }

    String failed(String text) {
        return in("31", text);
    }

    String bar(String text) {
        return in("36", text);
    }

    String faint(String text) {
        return in("2", text);
    }

    private String in(String code, String text) {
        return this == PLAIN || text.isEmpty() ? text : "\u001b[" + code + "m" + text + RESET;
    }
}
