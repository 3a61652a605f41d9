package io.hubflow.nifi;

import io.hubflow.error.ConnectorException;

/**
 * Failures in words that fit a canvas. What the engine says is written for the command line, too: there one runs something
 * again, while a flow goes on by itself.
 */
public final class CanvasText {
    private static final String SENTENCE = "(?<=^|[.] )";

    private CanvasText() {}

    /** What happened, what it means, and what an administrator can do. */
    public static String of(ConnectorException failure) {
        return of(String.valueOf(failure.getMessage()));
    }

    /** The same for a sentence. */
    public static String of(String message) {
        return message.replaceAll(",? then run (the same command )?again(: it goes on from the last checkpoint)?", "")
                .replaceAll(", or run `hubflow[^`]*`[^.]*", "")
                .replaceAll(SENTENCE + "[^.`]*`(hubflow|make) [^`]*`[^.]*[.]", "")
                .replaceAll(SENTENCE + "Run (it |the same command )?again[^.]*[.]", "It is tried again.")
                .replace("The next run asks again", "They are asked for again after a while")
                .replace("the next run goes on from there", "it goes on from there")
                .replaceAll(" {2,}", " ")
                .strip();
    }
}
