package io.hubflow.snowflake.emulator.storage;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes {@code X-ms-} at the start of a line as {@code x-ms-}: the JDK's server capitalises header names, and Azure's client looks for
 * metadata under {@code x-ms-meta-} only. In the content of an object these six bytes after a line end would be changed as well, which a
 * file compressed or encrypted practically never holds.
 */
final class AzureHeaderCase extends FilterOutputStream {
    private static final byte[] LINE = "\r\nX-ms-".getBytes(StandardCharsets.US_ASCII);

    private int matched;

    AzureHeaderCase(OutputStream out) {
        super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        byte[] changed = java.util.Arrays.copyOfRange(bytes, offset, offset + length);
        for (int i = 0; i < changed.length; i++) {
            if (changed[i] == LINE[matched]) {
                matched++;
            } else {
                matched = changed[i] == LINE[0] ? 1 : 0;
            }
            if (matched == 3) {
                changed[i] = 'x';
            }
            if (matched == LINE.length) {
                matched = 0;
            }
        }
        out.write(changed, 0, changed.length);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }
}
