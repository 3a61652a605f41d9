package io.hubflow.simulator.portal;

import io.hubflow.simulator.json.Hash;
import io.hubflow.simulator.json.JsonBytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;

/** Texts: names, addresses, sentences, and the awkward ones that real portals hold. */
final class TextValues {
    /** The longest text a property holds (source: properties guide). */
    static final int MAX_TEXT_CHARS = 65_536;

    /** One record in this many has a text of the greatest length in its long-text property. */
    static final int LONG_TEXT_EVERY = 20_000;

    /** Which record of those. */
    static final int LONG_TEXT_ORDINAL = 777;

    private static final String[] FIRST_NAMES = {
        "Ada", "Ben", "Chloé", "Dmitri", "Elif", "Farid", "Grace", "Hana", "Ingrid", "João", "Kofi", "Łukasz", "Mei",
        "Noor", "Oluwaseun", "Priya", "Quinn", "Ravi", "Søren", "Tomás", "Uma", "Vera", "Wei", "Ximena", "Yuki", "Zoë",
        "李雷", "محمد", "Jürgen", "Mary Ann"
    };
    private static final String[] LAST_NAMES = {
        "Adeyemi",
        "Brown",
        "Castillo",
        "D'Angelo",
        "Eriksson",
        "Fischer",
        "García",
        "Hoàng",
        "Ivanova",
        "Jensen",
        "Kowalski",
        "López",
        "Müller",
        "Nakamura",
        "O'Brien",
        "Patel",
        "Quist",
        "Rossi",
        "Silva",
        "Tanaka",
        "Ueda",
        "van der Berg",
        "Wójcik",
        "Xu",
        "Yılmaz",
        "Zhang",
        "Smith-Jones",
        "Nuñez"
    };
    private static final String[] WORDS = {
        "amber", "bridge", "cedar", "delta", "ember", "forest", "granite", "harbor", "indigo", "juniper", "kite",
        "lumen", "maple", "north", "orbit", "prairie", "quartz", "river", "summit", "timber", "umber", "valley",
        "willow", "yarrow", "zephyr", "beacon", "copper", "drift"
    };
    private static final String[] AWKWARD = {
        "",
        "first line\nsecond line",
        "tab\there",
        "windows\r\nline",
        "party 🎉 and family 👨‍👩‍👧",
        "<p>Hello <b>world</b> &amp; more</p>",
        "quote \" backslash \\ slash /",
        "comma, semicolon; pipe|",
        "  leading and trailing  ",
        "null",
        "NaN",
        "0012",
        "é combined e\u0301",
        "עברית ועוד",
        "'; drop table contacts; --",
        "line\u2028separator"
    };
    private static final byte[][] PHRASES = phrases();
    private static final byte[][] FIRST = quoted(FIRST_NAMES);
    private static final byte[][] LAST = quoted(LAST_NAMES);
    private static final byte[][] PLAIN_WORDS = ascii(WORDS);
    private static final byte[] LONG_TEXT = longTextTail();
    private static final String[] CITIES = {
        "Lisbon", "Osaka", "Nairobi", "Boston", "Kraków", "São Paulo", "Dublin", "Pune", "Zürich", "Austin"
    };
    private static final byte[][] CITY = quoted(CITIES);

    private TextValues() {}

    static ValueGenerator firstName() {
        return (out, record, hash) -> out.raw(pick(FIRST, hash));
    }

    static ValueGenerator lastName() {
        return (out, record, hash) -> out.raw(pick(LAST, hash));
    }

    static ValueGenerator city() {
        return (out, record, hash) -> out.raw(pick(CITY, hash));
    }

    /** A phrase from a fixed pool, or a word and a number. */
    static ValueGenerator phrase() {
        return (out, record, hash) -> {
            if ((hash & 3) != 0) {
                out.raw(pick(PHRASES, hash));
            } else {
                out.raw('"').raw(pick(PLAIN_WORDS, hash >>> 11)).raw(' ').number(Hash.below(hash >>> 17, 100_000));
                out.raw('"');
            }
        };
    }

    /** Like {@link #phrase()}, and for a few records the longest text there can be. */
    static ValueGenerator longText() {
        var phrase = phrase();
        return (out, record, hash) -> {
            if (record.ordinal() % LONG_TEXT_EVERY == LONG_TEXT_ORDINAL) {
                out.raw('"').padded(record.ordinal(), 16).raw(LONG_TEXT).raw('"');
            } else {
                phrase.write(out, record, hash);
            }
        };
    }

    /** A unique address; ASCII, lower case. */
    static ValueGenerator email() {
        return (out, record, hash) -> out.raw('"')
                .raw(pick(PLAIN_WORDS, hash))
                .raw('.')
                .number(record.ordinal())
                .raw('@')
                .raw(pick(PLAIN_WORDS, hash >>> 13))
                .raw(".example\"");
    }

    static ValueGenerator domain() {
        return (out, record, hash) -> out.raw('"')
                .raw(pick(PLAIN_WORDS, hash))
                .raw('-')
                .number(record.ordinal())
                .raw(".example\"");
    }

    static ValueGenerator url() {
        return (out, record, hash) -> out.raw("\"https://www.")
                .raw(pick(PLAIN_WORDS, hash))
                .raw(".example/")
                .raw(pick(PLAIN_WORDS, hash >>> 9))
                .raw("?utm=")
                .number(Hash.below(hash >>> 15, 1_000))
                .raw("&x=1\"");
    }

    static ValueGenerator phone() {
        return (out, record, hash) -> out.raw("\"+1 555 ")
                .padded(Hash.below(hash >>> 3, 10_000_000), 7)
                .raw('"');
    }

    static ValueGenerator html() {
        return (out, record, hash) -> out.raw("\"<div style=\\\"x\\\"><p>")
                .raw(pick(PLAIN_WORDS, hash))
                .raw("</p>\\n</div>\"");
    }

    /** The text form of a reference to another object, {@code {typeId}-{id}}. */
    static ValueGenerator coordinates() {
        return (out, record, hash) ->
                out.raw("\"0-48-").number(Hash.below(hash, 1L << 40)).raw('"');
    }

    static ValueGenerator json() {
        return (out, record, hash) -> out.raw("\"{\\\"kind\\\":\\\"")
                .raw(pick(PLAIN_WORDS, hash))
                .raw("\\\",\\\"n\\\":")
                .number(Hash.below(hash >>> 9, 100))
                .raw("}\"");
    }

    private static byte[] pick(byte[][] pool, long hash) {
        return pool[(int) ((hash >>> 33) % pool.length)];
    }

    private static byte[][] phrases() {
        var pool = new ArrayList<byte[]>();
        for (String first : WORDS) {
            for (int i = 0; i < 10; i++) {
                pool.add(JsonBytes.quoted(first + " " + WORDS[(i * 7 + first.length()) % WORDS.length]));
            }
        }
        for (String awkward : AWKWARD) {
            pool.add(JsonBytes.quoted(awkward));
        }
        pool.add(JsonBytes.quoted(""));
        return pool.toArray(byte[][]::new);
    }

    /** Everything but the 16 digits that tell one long text from another. */
    private static byte[] longTextTail() {
        var text = new StringBuilder(MAX_TEXT_CHARS);
        for (int i = 0; text.length() < MAX_TEXT_CHARS; i++) {
            text.append(' ').append(WORDS[i % WORDS.length]);
        }
        return text.substring(0, MAX_TEXT_CHARS - 16).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[][] quoted(String[] texts) {
        var fragments = new byte[texts.length][];
        for (int i = 0; i < texts.length; i++) {
            fragments[i] = JsonBytes.quoted(texts[i]);
        }
        return fragments;
    }

    private static byte[][] ascii(String[] texts) {
        var fragments = new byte[texts.length][];
        for (int i = 0; i < texts.length; i++) {
            fragments[i] = JsonBytes.ascii(texts[i]);
        }
        return fragments;
    }
}
