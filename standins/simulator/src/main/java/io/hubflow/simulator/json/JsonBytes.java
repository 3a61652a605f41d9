package io.hubflow.simulator.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A growing UTF-8 buffer that JSON is written into without a tree or an intermediate text.
 *
 * <p>Not safe for use by two threads at once.
 */
public final class JsonBytes {
    private static final byte[] NULL = ascii("null");
    private static final byte[] HEX = ascii("0123456789abcdef");

    private byte[] bytes;
    private int size;

    /** An empty buffer with room for {@code capacityBytes}. */
    public JsonBytes(int capacityBytes) {
        bytes = new byte[capacityBytes];
    }

    /** The bytes of an ASCII text, for fragments that are written again and again. */
    public static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A text as a quoted and escaped JSON string. */
    public static byte[] quoted(String text) {
        return new JsonBytes(text.length() + 16).string(text).toByteArray();
    }

    /** The name of a member of a JSON object, quoted and escaped, with its colon. */
    public static byte[] key(String name) {
        return new JsonBytes(name.length() + 16).string(name).raw(":").toByteArray();
    }

    /** The number of bytes written. */
    public int size() {
        return size;
    }

    /** Forgets everything after the first {@code newSize} bytes. */
    public void truncate(int newSize) {
        size = newSize;
    }

    /** The byte at a position. */
    public byte at(int position) {
        return bytes[position];
    }

    /** A copy of what was written. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    /** The written bytes from a position on, decoded. */
    public String text(int from) {
        return new String(bytes, from, size - from, StandardCharsets.UTF_8);
    }

    /** The buffer itself, valid up to {@link #size()} until the next write; for handing it to a socket uncopied. */
    public byte[] array() {
        return bytes;
    }

    /** Appends bytes as they are. */
    public JsonBytes raw(byte[] fragment) {
        ensure(fragment.length);
        System.arraycopy(fragment, 0, bytes, size, fragment.length);
        size += fragment.length;
        return this;
    }

    /** Appends one byte as it is. */
    public JsonBytes raw(char ascii) {
        ensure(1);
        bytes[size++] = (byte) ascii;
        return this;
    }

    /** Appends an ASCII text as it is. */
    public JsonBytes raw(String ascii) {
        int length = ascii.length();
        ensure(length);
        for (int i = 0; i < length; i++) {
            bytes[size + i] = (byte) ascii.charAt(i);
        }
        size += length;
        return this;
    }

    /** Appends the JSON word {@code null}. */
    public JsonBytes nothing() {
        return raw(NULL);
    }

    /** Appends a number. */
    public JsonBytes number(long value) {
        ensure(20);
        if (value < 0) {
            if (value == Long.MIN_VALUE) {
                return raw("-9223372036854775808");
            }
            bytes[size++] = '-';
            value = -value;
        }
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        for (int at = size + digits - 1; at >= size; at--) {
            bytes[at] = (byte) ('0' + value % 10);
            value /= 10;
        }
        size += digits;
        return this;
    }

    /** Appends a number padded with zeros to {@code width} digits. */
    public JsonBytes padded(long value, int width) {
        ensure(width);
        for (int at = size + width - 1; at >= size; at--) {
            bytes[at] = (byte) ('0' + value % 10);
            value /= 10;
        }
        size += width;
        return this;
    }

    /** Appends an instant as a quoted ISO-8601 text with milliseconds, the way HubSpot writes them. */
    public JsonBytes instant(long epochMillis) {
        raw('"');
        IsoTime.write(this, epochMillis);
        return raw('"');
    }

    /** Appends a quoted, escaped string, or {@code null}. */
    public JsonBytes stringOrNull(@Nullable String text) {
        return text == null ? nothing() : string(text);
    }

    /** Appends a quoted, escaped string. Half of a surrogate pair, which UTF-8 cannot hold, is escaped too. */
    public JsonBytes string(String text) {
        raw('"');
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
                raw(c);
            } else if (c < 0x80) {
                escaped(c);
            } else if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1))) {
                raw(text.substring(i, i + 2).getBytes(StandardCharsets.UTF_8));
                i++;
            } else if (Character.isSurrogate(c)) {
                unicode(c);
            } else {
                raw(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        return raw('"');
    }

    private void escaped(char c) {
        switch (c) {
            case '"', '\\' -> raw('\\').raw(c);
            case '\n' -> raw("\\n");
            case '\r' -> raw("\\r");
            case '\t' -> raw("\\t");
            default -> unicode(c);
        }
    }

    private void unicode(char c) {
        raw("\\u")
                .raw((char) HEX[c >> 12])
                .raw((char) HEX[c >> 8 & 15])
                .raw((char) HEX[c >> 4 & 15])
                .raw((char) HEX[c & 15]);
    }

    private void ensure(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
