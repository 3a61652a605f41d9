package io.hubflow.app.secret;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Recognises secrets by how they look, where no setting says that a text is one. */
public final class SecretShapes {
    /**
     * What is a secret wherever it stands: HubSpot's tokens ({@code pat-na1-…}, {@code CLI-…}), values of an Authorization
     * header, JSON Web Tokens, and private keys in PEM (also with line breaks written as {@code \n}, as in JSON).
     */
    private static final Pattern CERTAIN = Pattern.compile(
            "(?i:(?:pat|cli)(?:-|%2d)(?=[a-z%_-]*[0-9])[a-z0-9%_-]{8,})"
                    + "|(?i:bearer\\s+)[^\\s\"'\\\\]+"
                    + "|(?i:basic\\s+)(?=[A-Za-z+/_-]*[0-9=])[A-Za-z0-9+/=_-]{12,}"
                    + "|\\beyJ[A-Za-z0-9_-]{8,}(?:(?:\\.|%2E)[A-Za-z0-9_-]*){1,4}"
                    + "|-----BEGIN [A-Z ]*PRIVATE KEY-----(?:[A-Za-z0-9+/=\\s]|\\\\[nr])*(?:-----END [A-Z ]*PRIVATE KEY-----)?");

    private static final Pattern UUID_LIKE =
            Pattern.compile("(?i)(?:[a-z0-9]{2,8}-)*[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}");
    private static final Pattern RUN = Pattern.compile("[A-Za-z0-9+_=-]{20,}");
    private static final Pattern RUN_WITH_SLASHES = Pattern.compile("[A-Za-z0-9+_=-][A-Za-z0-9+/_=-]{19,}");
    /** Of random letters and digits four neighbours in ten or more are of different kinds; names have fewer. */
    private static final double RANDOM_LOWER_CASE = 0.25;

    private static final double RANDOM_MIXED_CASE = 0.4;
    /** HubSpot's and Snowflake's tokens are far longer; shorter words with digits are names. */
    private static final int LEAST_SUSPECT = 12;

    private SecretShapes() {}

    static String hide(String text, String replacement) {
        return CERTAIN.matcher(text).replaceAll(replacement);
    }

    /**
     * Words that look random, as hexadecimal and Base64 secrets do. Meant for what a user typed, where a secret may have been
     * given instead of a file name: ids of records look the same, so tables must not be judged by it.
     */
    public static List<String> suspects(String typed) {
        var found = new ArrayList<String>();
        for (var word : typed.split("[\\s\"'`,;(){}$<>|\\[\\]]+")) {
            var value = word.substring(word.indexOf('=') + 1);
            var isPath = value.startsWith("/") || value.startsWith("./") || value.startsWith("../");
            collect(UUID_LIKE, word, found);
            if (!isPath && !value.contains(".")) {
                collectRandom(RUN_WITH_SLASHES, value, found);
            }
            collectRandom(RUN, word, found);
        }
        return found;
    }

    private static void collect(Pattern pattern, String word, List<String> found) {
        var matcher = pattern.matcher(word);
        while (matcher.find()) {
            found.add(matcher.group());
        }
    }

    private static void collectRandom(Pattern pattern, String word, List<String> found) {
        var matcher = pattern.matcher(word);
        while (matcher.find()) {
            if (isRandom(matcher.group())) {
                found.add(matcher.group());
            }
        }
    }

    private static boolean isRandom(String word) {
        var changes = 0;
        var lower = false;
        var upper = false;
        var digit = false;
        var before = 0;
        for (var i = 0; i < word.length(); i++) {
            var c = word.charAt(i);
            var kind = Character.isDigit(c) ? 1 : Character.isUpperCase(c) ? 2 : Character.isLowerCase(c) ? 3 : 0;
            digit |= kind == 1;
            upper |= kind == 2;
            lower |= kind == 3;
            if (kind != 0) {
                changes += before != 0 && before != kind ? 1 : 0;
                before = kind;
            }
        }
        var share = (double) changes / word.length();
        return digit && (lower || upper) && share >= (lower && upper ? RANDOM_MIXED_CASE : RANDOM_LOWER_CASE);
    }

    /** A weaker suspicion, for a word that stands where hubflow can make no sense of it: long, with letters and digits. */
    public static boolean mayBeSecret(String word) {
        return word.length() >= LEAST_SUSPECT
                && word.chars().anyMatch(Character::isDigit)
                && word.chars().anyMatch(Character::isLetter)
                && word.chars().noneMatch(c -> c == '/' || c == '.' || c == ':' || Character.isWhitespace(c));
    }
}
