package io.hubflow.app.secret;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * UTF-8 text on its way out, with its secrets hidden. Whole lines are looked at, so that a secret that is printed in two
 * parts is found; a flush ends a line early. Remembers the first failure of the stream behind it. Thread-safe.
 */
public final class RedactingStream extends OutputStream {
    /** Enough that large results do not go out line by line. */
    private static final int BUFFER_BYTES = 16 * 1024;

    private static final Pattern KEY_BEGINS = Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----");
    private static final Pattern KEY_ENDS = Pattern.compile("-----END [A-Z ]*PRIVATE KEY-----");
    private static final Pattern KEY_LINE = Pattern.compile("[A-Za-z0-9+/=]*\\s*");

    private final OutputStream inner;
    private final UnaryOperator<String> hide;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream(BUFFER_BYTES);
    private int afterLastLine;
    private boolean insideKey;
    private @Nullable IOException failure;

    private RedactingStream(OutputStream inner, UnaryOperator<String> hide) {
        this.inner = inner;
        this.hide = hide;
    }

    /** For messages: everything that is or looks like a secret is hidden. */
    public static RedactingStream ofMessages(OutputStream inner, Redactor redactor) {
        return new RedactingStream(inner, redactor::hide);
    }

    /** For rows of tables: the configured secrets are hidden, everything else goes out as it is. */
    public static RedactingStream ofRows(OutputStream inner, Redactor redactor) {
        return new RedactingStream(inner, text -> redactor.knowsNoSecret() ? text : redactor.hideSecrets(text));
    }

    /** For what a stand-in made up and has to tell. */
    public static RedactingStream ofMadeUp(OutputStream inner) {
        return new RedactingStream(inner, text -> text);
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        for (var i = offset + length - 1; i >= offset; i--) {
            if (bytes[i] == '\n') {
                afterLastLine = waiting.size() + i - offset + 1;
                break;
            }
        }
        waiting.write(bytes, offset, length);
        if (waiting.size() >= BUFFER_BYTES && afterLastLine > 0) {
            emit(afterLastLine);
        }
    }

    @Override
    public synchronized void flush() throws IOException {
        emit(waiting.size());
        attempt(inner::flush);
    }

    private void emit(int length) throws IOException {
        var bytes = waiting.toByteArray();
        waiting.reset();
        waiting.write(bytes, length, bytes.length - length);
        afterLastLine = 0;
        if (length > 0) {
            var text = new String(bytes, 0, length, StandardCharsets.UTF_8);
            var hidden = hide.apply(withoutKeyLines(text));
            attempt(() -> inner.write(hidden.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** The lines of a private key that began in an earlier piece of text. */
    private String withoutKeyLines(String text) {
        var rest = text;
        if (insideKey) {
            var end = KEY_ENDS.matcher(rest);
            if (end.find()) {
                rest = rest.substring(end.end());
                insideKey = false;
            } else {
                var other = rest.lines()
                        .dropWhile(line -> KEY_LINE.matcher(line).matches())
                        .findFirst();
                rest = other.isEmpty() ? "" : rest.substring(rest.indexOf(other.get()));
                insideKey = other.isEmpty();
            }
        }
        var begin = KEY_BEGINS.matcher(rest);
        while (begin.find()) {
            insideKey = !KEY_ENDS.matcher(rest).find(begin.end());
        }
        return rest;
    }

    private void attempt(Writing writing) throws IOException {
        try {
            writing.write();
            if (inner instanceof PrintStream stream && stream.checkError()) {
                throw new IOException("write error");
            }
        } catch (IOException e) {
            failure = failure == null ? e : failure;
            throw e;
        }
    }

    /** Why text was lost, if it was. */
    public synchronized Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    private interface Writing {
        void write() throws IOException;
    }
}
