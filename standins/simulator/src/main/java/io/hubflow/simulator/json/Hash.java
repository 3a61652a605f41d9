package io.hubflow.simulator.json;

/** The 64-bit mixing that makes every generated value a pure function of seed, type, record and property. */
public final class Hash {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private Hash() {}

    /** Mixes one word so that each input bit moves about half of the output bits (the splitmix64 finaliser). */
    public static long mix(long word) {
        long z = word + GOLDEN;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** Mixes two words; not symmetric. */
    public static long mix(long first, long second) {
        return mix(first ^ mix(second));
    }

    /** Hashes a text, the same on every JVM. */
    public static long of(String text) {
        long h = 0xCBF29CE484222325L;
        for (int i = 0; i < text.length(); i++) {
            h = (h ^ text.charAt(i)) * 0x100000001B3L;
        }
        return mix(h);
    }

    /** A number in {@code [0, bound)} from a hash; {@code bound} must be positive. */
    public static long below(long hash, long bound) {
        return (hash >>> 1) % bound;
    }
}
