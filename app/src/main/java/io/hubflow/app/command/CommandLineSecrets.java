package io.hubflow.app.command;

import io.hubflow.app.secret.Redactor;
import io.hubflow.app.secret.SecretShapes;
import java.util.ArrayList;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.UnmatchedArgumentException;

/** What may be told about a command line that cannot be understood: a misspelt flag may be followed by a token. */
final class CommandLineSecrets {
    /** Also misspelt: {@code --tokn}, {@code --acces-key}. */
    private static final Pattern SECRET_FLAG = Pattern.compile("(?i)-.*(tok|secret|passw|key|auth|cred).*");

    private static final Pattern FLAG_NAME = Pattern.compile("-{1,2}[A-Za-z][A-Za-z-]{0,40}");
    /** No command is longer than {@code simulate-snowflake}; no ordinary word of a command line either. */
    private static final Pattern PLAIN_WORD = Pattern.compile("[A-Za-z-]{1,18}");

    private CommandLineSecrets() {}

    /** Makes the redactor hide whatever on this command line could be a secret. */
    static void learn(String[] arguments, Redactor redactor) {
        var secretExpected = false;
        for (var argument : arguments) {
            var equals = argument.indexOf('=');
            var name = equals < 0 ? argument : argument.substring(0, equals);
            var isFlag = name.startsWith("-");
            var value = isFlag ? argument.substring(equals < 0 ? argument.length() : equals + 1) : argument;
            if (secretExpected && !isFlag) {
                redactor.learnSecret(value);
            }
            secretExpected = isFlag && SECRET_FLAG.matcher(name).matches();
            if (secretExpected && !value.isEmpty()) {
                redactor.learnSecret(value);
            }
            for (var word : new String[] {value, name.replaceFirst("^-+", "")}) {
                if (SecretShapes.mayBeSecret(word)) {
                    redactor.learnSuspect(word);
                }
            }
        }
    }

    /** Names the flags and words that no command knows, without their values. */
    static String describe(UnmatchedArgumentException unmatched) {
        var flags = new ArrayList<String>();
        var words = new ArrayList<String>();
        for (var argument : unmatched.getUnmatched()) {
            var name = argument.replaceFirst("=.*", "");
            if (name.startsWith("-")) {
                flags.add(shown(name, FLAG_NAME));
            } else if (flags.isEmpty()) {
                words.add(shown(argument, PLAIN_WORD));
            }
        }
        if (flags.isEmpty()) {
            return (words.size() == 1 ? "Unexpected word " : "Unexpected words ")
                    + words.stream().collect(Collectors.joining(", ")) + ".";
        }
        return (flags.size() == 1 ? "Unknown option " : "Unknown options ")
                + flags.stream().collect(Collectors.joining(", ")) + ".";
    }

    private static String shown(String word, Pattern form) {
        return form.matcher(word).matches() ? "'" + word + "'" : "(not shown: it may hold a secret)";
    }
}
