package io.hubflow.snowflake;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Lines of NDJSON under construction, in UTF-8. Reused for every batch of a file. Not thread-safe.
 *
 * <p>Half of a surrogate pair, which UTF-8 cannot hold, becomes U+FFFD.
 */
final class JsonLine {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int KEPT_BYTES = 1 << 22;
    private static final long PRIME = 0x9E3779B97F4A7C15L;

    private byte[] buffer = new byte[4096];
    private int length;

    int length() {
        return length;
    }

    /** Takes back what was written since the length was this. */
    void cutTo(int earlierLength) {
        length = earlierLength;
    }

    void clear() {
        length = 0;
        if (buffer.length > KEPT_BYTES) {
            buffer = new byte[4096];
        }
    }

    void update(MessageDigest digest) {
        digest.update(buffer, 0, length);
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(buffer, 0, length);
    }

    JsonLine raw(byte[] bytes) {
        reserve(bytes.length);
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
        return this;
    }

    JsonLine raw(String ascii) {
        reserve(ascii.length());
        for (int i = 0; i < ascii.length(); i++) {
            buffer[length++] = (byte) ascii.charAt(i);
        }
        return this;
    }

    JsonLine number(long value) {
        return raw(Long.toString(value));
    }

    /** JSON text that is written elsewhere; its line breaks, which can only be white space, become blanks. */
    JsonLine embedded(String json) {
        return raw(json.replace('\n', ' ').replace('\r', ' ').getBytes(StandardCharsets.UTF_8));
    }

    /** What another line holds after its first brace. */
    JsonLine rest(JsonLine other) {
        reserve(other.length);
        System.arraycopy(other.buffer, 1, buffer, length, other.length - 1);
        length += other.length - 1;
        return this;
    }

    /** 64 bits of what is written: two different texts agree by chance once in 2^64. */
    long hash() {
        var hash = PRIME + length;
        for (int i = 0; i < length; i++) {
            hash = (hash ^ buffer[i]) * PRIME;
            hash ^= hash >>> 32;
        }
        // The finaliser of MurmurHash3 (public domain).
        hash = (hash ^ (hash >>> 33)) * 0xFF51AFD7ED558CCDL;
        hash = (hash ^ (hash >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return hash ^ (hash >>> 33);
    }

    /** A quoted JSON string. */
    JsonLine text(String text) {
        int chars = text.length();
        reserve(chars + 2);
        buffer[length++] = '"';
        for (int i = 0; i < chars; i++) {
            char c = text.charAt(i);
            if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
                if (length == buffer.length) {
                    reserve(chars - i + 1);
                }
                buffer[length++] = (byte) c;
            } else {
                reserve(chars - i + 8);
                i += special(text, i, c);
            }
        }
        reserve(1);
        buffer[length++] = '"';
        return this;
    }

    /** @return how many further characters were used */
    private int special(String text, int index, char c) {
        if (c < 0x80) {
            escape(c);
        } else if (c < 0x800) {
            buffer[length++] = (byte) (0xC0 | (c >> 6));
            buffer[length++] = (byte) (0x80 | (c & 0x3F));
        } else if (Character.isHighSurrogate(c)
                && index + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(index + 1))) {
            int point = Character.toCodePoint(c, text.charAt(index + 1));
            buffer[length++] = (byte) (0xF0 | (point >> 18));
            buffer[length++] = (byte) (0x80 | ((point >> 12) & 0x3F));
            buffer[length++] = (byte) (0x80 | ((point >> 6) & 0x3F));
            buffer[length++] = (byte) (0x80 | (point & 0x3F));
            return 1;
        } else {
            char written = Character.isSurrogate(c) ? '\uFFFD' : c;
            buffer[length++] = (byte) (0xE0 | (written >> 12));
            buffer[length++] = (byte) (0x80 | ((written >> 6) & 0x3F));
            buffer[length++] = (byte) (0x80 | (written & 0x3F));
        }
        return 0;
    }

    private void escape(char c) {
        buffer[length++] = '\\';
        switch (c) {
            case '"', '\\' -> buffer[length++] = (byte) c;
            case '\n' -> buffer[length++] = 'n';
            case '\r' -> buffer[length++] = 'r';
            case '\t' -> buffer[length++] = 't';
            default -> {
                buffer[length++] = 'u';
                buffer[length++] = '0';
                buffer[length++] = '0';
                buffer[length++] = HEX[c >> 4];
                buffer[length++] = HEX[c & 0xF];
            }
        }
    }

    private void reserve(int bytes) {
        if (buffer.length - length < bytes) {
            buffer = Arrays.copyOf(buffer, Math.max(length + bytes, buffer.length + (buffer.length >> 1)));
        }
    }
}
