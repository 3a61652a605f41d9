package io.hubflow.hubspot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

final class GzipTest {
    private static final int MAX_BYTES = 1_000_000;

    @Test
    void unpacksWhatWasPacked() throws IOException {
        var random = new Random(7);
        for (var size : new int[] {0, 1, 1_000, 100_000, MAX_BYTES}) {
            var bytes = new byte[size];
            random.nextBytes(bytes);

            assertThat(Gzip.unpack(packed(bytes), MAX_BYTES)).isEqualTo(bytes);
        }
    }

    @Test
    void refusesWhatUnpacksToMoreThanTheBound() throws IOException {
        assertThat(Gzip.unpack(packed(new byte[MAX_BYTES]), MAX_BYTES)).hasSize(MAX_BYTES);
        assertThatThrownBy(() -> Gzip.unpack(packed(new byte[MAX_BYTES + 1]), MAX_BYTES))
                .isInstanceOf(AnswerTooLargeException.class)
                .hasMessageContaining("at most 1000000 are accepted");
    }

    @Test
    void doesNotBelieveATrailerThatNamesAnotherLength() throws IOException {
        var bytes = new byte[5_000];
        for (var announced : new int[] {0, 1, 4_999, 5_001, Integer.MAX_VALUE, -1}) {
            var parts = joined(packed(bytes), packed(new byte[0]));
            for (var i = 0; i < Integer.BYTES; i++) {
                parts[parts.length - Integer.BYTES + i] = (byte) (announced >>> 8 * i);
            }
            if (announced == 0) {
                assertThat(Gzip.unpack(parts, MAX_BYTES)).isEqualTo(bytes);
            } else {
                assertThatThrownBy(() -> Gzip.unpack(parts, MAX_BYTES)).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void joinsTheMembersOfOneAnswer() throws IOException {
        var first = new byte[300_000];
        var second = new byte[10];
        Arrays.fill(second, (byte) 1);

        assertThat(Gzip.unpack(joined(packed(first), packed(second)), MAX_BYTES))
                .isEqualTo(joined(first, second));
        assertThatThrownBy(() -> Gzip.unpack(joined(packed(first), packed(second)), 300_005))
                .isInstanceOf(AnswerTooLargeException.class);
    }

    @Test
    void reportsBytesThatAreCutOrDamaged() throws IOException {
        var bytes = new byte[10_000];
        new Random(7).nextBytes(bytes);
        var whole = packed(bytes);
        var damaged = whole.clone();
        damaged[whole.length / 2] ^= 1;

        for (var broken : new byte[][] {Arrays.copyOf(whole, whole.length - 9), Arrays.copyOf(whole, 4), damaged}) {
            assertThatThrownBy(() -> Gzip.unpack(broken, MAX_BYTES)).isInstanceOf(IOException.class);
        }
    }

    static byte[] packed(byte[] bytes) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        var both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
