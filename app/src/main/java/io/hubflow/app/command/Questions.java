package io.hubflow.app.command;

import io.hubflow.app.CommandContext;
import io.hubflow.error.ConnectorException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks a person at a terminal, and asks again when the answer is refused. Where nobody can answer, the default is the answer.
 */
final class Questions {
    /** A person mistypes a name once or twice; more wrong answers come from a script. */
    private static final int MOST_TRIES = 3;

    private final CommandContext context;
    private final boolean asks;

    /** @param asks false: every question is answered by its default */
    Questions(CommandContext context, boolean asks) {
        this.context = context;
        this.asks = asks;
    }

    /** Whether somebody answers. */
    boolean asks() {
        return asks;
    }

    /**
     * The accepted answer.
     *
     * @param given by a flag: it is checked, and no question is asked
     * @param otherwise what an empty answer stands for
     * @param accept turns the answer into its value
     * @throws ConnectorException that {@code accept} threw, for a flag or a default at once, for a person after the last try
     */
    <T> T ask(String question, @Nullable String given, String otherwise, Function<String, T> accept) {
        return given == null ? ask(question, otherwise, context::readLine, accept) : accept.apply(given);
    }

    /** The same for an answer that the terminal does not show. */
    <T> T askSecretly(String question, Function<String, T> accept) {
        return ask(question, "", context::readSecret, accept);
    }

    private <T> T ask(String question, String otherwise, Supplier<String> reader, Function<String, T> accept) {
        for (var attempt = 1; ; attempt++) {
            if (!asks) {
                return accept.apply(otherwise);
            }
            context.out().flush();
            context.err().print(question + (otherwise.isEmpty() ? " " : " [" + otherwise + "] "));
            context.err().flush();
            var answer = reader.get().strip();
            try {
                return accept.apply(answer.isEmpty() ? otherwise : answer);
            } catch (ConnectorException refused) {
                if (attempt == MOST_TRIES || answer.isEmpty()) {
                    throw refused;
                }
                context.err().println(refused.what() + " " + refused.action());
            }
        }
    }
}
