package io.hubflow.e2e.story;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What holds of everything that a command prints: no secret, no bug, and with {@code --output json} one line of JSON. */
final class OutputCheck {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> SIGNS_OF_A_BUG =
            List.of("Internal error", "\tat ", "Exception in thread", "\"BUG\"", "(BUG,");

    private final List<String> secrets;

    OutputCheck(List<String> secrets) {
        this.secrets = secrets;
    }

    List<String> problems(CommandLines.Ended ended, Set<Integer> promised, boolean json) {
        var problems = new ArrayList<String>();
        for (var secret : secrets) {
            if (ended.printed().contains(secret)) {
                problems.add(ended.line() + " printed a secret");
            }
        }
        for (var sign : SIGNS_OF_A_BUG) {
            if (ended.printed().contains(sign)) {
                problems.add(ended.line() + " met a bug: " + sign.strip());
            }
        }
        if (!promised.contains(ended.code())) {
            problems.add(ended.line() + " ended with exit code " + ended.code() + ", expected one of " + promised);
        }
        if (json && !isOneObject(ended.out())) {
            problems.add(ended.line() + " printed something else than one line of JSON");
        }
        return problems;
    }

    private static boolean isOneObject(String out) {
        try {
            return out.strip().lines().count() == 1 && JSON.readTree(out).isObject();
        } catch (JsonProcessingException notJson) {
            return false;
        }
    }
}
