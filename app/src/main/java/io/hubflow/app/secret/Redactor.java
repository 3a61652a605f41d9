package io.hubflow.app.secret;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hides secrets in text: those that it was told (the configured tokens, keys and passwords) and what looks like one. It
 * stands before stdout and stderr ({@link io.hubflow.app.CommandContext}), so it is the one place that all output passes.
 * Thread-safe.
 */
public final class Redactor {
    public static final String HIDDEN = "[hidden]";

    /** Shorter texts without a digit or a sign are ordinary words: hiding them would make messages unreadable. */
    private static final int LEAST_WORD = 8;

    private static final int LEAST_LENGTH = 5;
    /** So much of a secret's beginning is hidden too when a message was cut after it. */
    private static final int LEAST_PREFIX = 6;

    private static final Pattern SECRET_NAME =
            Pattern.compile("(?i).*(token|secret|password|passphrase|private[_-]?key|" + "api[_-]?key)");
    private static final Pattern ASSIGNMENT =
            Pattern.compile("(?m)^[ \\t]*(?:export[ \\t]+)?[\"']?([\\w.-]+)[\"']?[ \\t]*[:=][ \\t]*(.+)$");
    private static final Pattern OWN_VARIABLE = Pattern.compile("(?i)hubflow|hubspot|snowflake|motherduck");
    private static final Pattern CUT = Pattern.compile("([^\\s\"'\\[]{" + LEAST_PREFIX + ",})(?=…|\\.\\.\\.)");

    /** The longest first, so that a secret that contains another is hidden whole. */
    private static final Comparator<String> LONGEST_FIRST =
            Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder());

    private final ConcurrentSkipListSet<String> secrets = new ConcurrentSkipListSet<>(LONGEST_FIRST);
    private final ConcurrentSkipListSet<String> suspects = new ConcurrentSkipListSet<>(LONGEST_FIRST);

    /** From now on this text is hidden, also URL-encoded, in JSON, and (a private key) line by line. */
    public void learnSecret(String secret) {
        var text = secret.strip();
        if (text.startsWith("${")) {
            return;
        }
        if (text.contains("\n")) {
            text.lines()
                    .map(String::strip)
                    .filter(line -> !line.startsWith("-----"))
                    .forEach(this::add);
        }
        add(text);
    }

    private void add(String text) {
        var telling = text.length() >= LEAST_WORD
                || (text.length() >= LEAST_LENGTH && !text.chars().allMatch(Character::isLetter));
        if (telling) {
            secrets.add(text);
            secrets.add(URLEncoder.encode(text, StandardCharsets.UTF_8));
            secrets.add(URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20"));
            secrets.add(text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
        }
    }

    /** From now on this word of the user's is hidden in messages, though not in tables. */
    public void learnSuspect(String word) {
        if (word.length() >= LEAST_WORD) {
            suspects.add(word);
        }
    }

    /** Looks for secrets in what a user typed: flags, words, a configuration file. */
    public void learnTyped(String text) {
        SecretShapes.suspects(text).forEach(this::learnSuspect);
    }

    /** Likewise for a text of which hubflow can make no sense: every long word with letters and digits may be a secret. */
    public void learnUnintelligible(String text) {
        for (var word : text.split("[^A-Za-z0-9+_=-]+")) {
            if (SecretShapes.mayBeSecret(word)) {
                learnSuspect(word);
            }
        }
    }

    /** Takes the value of each {@code password: …} or {@code TOKEN=…} of a file for a secret. */
    public void learnAssignments(String text) {
        var assignments = ASSIGNMENT.matcher(text);
        while (assignments.find()) {
            if (isSecretName(assignments.group(1))) {
                learnSecret(assignments.group(2).strip().replaceAll("^[\"']|[\"']$", ""));
            }
        }
        learnTyped(text);
    }

    /** Takes hubflow's own variables whose names speak of secrets; those of other programs are learnt when they are used. */
    public void learnEnvironment(Map<String, String> environment) {
        environment.forEach((name, value) -> {
            if (OWN_VARIABLE.matcher(name).find() && isSecretName(name)) {
                learnSecret(value);
            }
        });
    }

    /** Whether a setting, flag or variable of this name holds a secret itself, not a file that holds it. */
    public static boolean isSecretName(String name) {
        return SECRET_NAME.matcher(name).matches();
    }

    /** A message without secrets. */
    public String hide(String text) {
        var hidden = SecretShapes.hide(hideSecrets(text), Matcher.quoteReplacement(HIDDEN));
        for (var suspect : suspects) {
            hidden = hidden.replace(suspect, HIDDEN);
        }
        return hideBeginnings(hidden, suspects);
    }

    /** Rows of a table without the configured secrets; what only looks like a secret is the customer's own data there. */
    public String hideSecrets(String text) {
        var hidden = text;
        for (var secret : secrets) {
            hidden = hidden.replace(secret, HIDDEN);
        }
        return hideBeginnings(hidden, secrets);
    }

    /** Where a text was cut, the beginning of a secret that stands before the dots. */
    private static String hideBeginnings(String text, Set<String> hidden) {
        return hidden.isEmpty() || !(text.contains("…") || text.contains("..."))
                ? text
                : CUT.matcher(text).replaceAll(cut -> Matcher.quoteReplacement(hideBeginning(cut.group(), hidden)));
    }

    private static String hideBeginning(String word, Set<String> hidden) {
        for (var start = 0; start + LEAST_PREFIX <= word.length(); start++) {
            var end = word.substring(start);
            if (hidden.stream().anyMatch(secret -> secret.startsWith(end))) {
                return word.substring(0, start) + HIDDEN;
            }
        }
        return word;
    }

    boolean knowsNoSecret() {
        return secrets.isEmpty();
    }
}
