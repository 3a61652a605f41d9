package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubflow.app.CommandContext;
import io.hubflow.app.Interruption;
import io.hubflow.engine.Reread;
import io.hubflow.engine.destination.Destination;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code rewind} and {@code reset} that are killed: the state of all object types is as before, or of all as after. */
@Tag("thorough")
final class RereadFaultIT extends AgainstSnowflake {
    private static final List<String> TYPES = List.of("companies", "contacts");

    /** HubSpot tells its time in whole seconds, so a later process may take it for up to a second earlier. */
    private static final long CLOCK_STEP_MILLIS = 1_000;

    static Stream<Arguments> kills() {
        var rereads = List.of(new Reread.Everything(), new Reread.Since(Instant.ofEpochSecond(1_600_000_000)));
        return Stream.of("duckdb", "snowflake")
                .flatMap(destination -> rereads.stream()
                        .flatMap(reread -> Stream.of(
                                Arguments.of(destination, reread, true), Arguments.of(destination, reread, false))));
    }

    @ParameterizedTest
    @MethodSource("kills")
    void aKillAtTheCommitLeavesTheStateAsBeforeOrAsAfter(String destination, Reread reread, boolean carriedOut) {
        var environment = environment(destination);
        sync(environment);
        var before = cursors(environment);
        assertThat(before).containsOnlyKeys(TYPES);

        var configuration = new RereadFlags().configuration(context(environment));
        try (var opened = Destinations.open(configuration, InstantSource.system())) {
            var killed = killedAtCommit(opened, carriedOut);
            assertThatThrownBy(() -> reread.request(killed, "killed", TYPES)).isInstanceOf(Kill.class);
        }

        var after = cursors(environment);
        if (carriedOut) {
            TYPES.forEach(type -> assertThat(after.get(type)).isLessThan(before.get(type)));
        } else {
            assertThat(after).isEqualTo(before);
        }
        sync(environment);
        var again = cursors(environment);
        TYPES.forEach(type -> assertThat(again.get(type))
                .isGreaterThan(Objects.requireNonNull(before.get(type)) - CLOCK_STEP_MILLIS));
    }

    private static final class Kill extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static Destination killedAtCommit(Destination alive, boolean carriedOut) {
        return (Destination) Proxy.newProxyInstance(
                RereadFaultIT.class.getClassLoader(),
                new Class<?>[] {Destination.class},
                (proxy, method, arguments) -> {
                    var commits = method.getName().equals("commit");
                    if (commits && !carriedOut) {
                        throw new Kill();
                    }
                    try {
                        var result = method.invoke(alive, arguments);
                        if (commits) {
                            throw new Kill();
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw Objects.requireNonNull(e.getCause());
                    }
                });
    }

    private Map<String, String> environment(String destination) {
        var environment = destination.equals("snowflake")
                ? new HashMap<>(account.environment(schema))
                : new HashMap<String, String>();
        environment.put("HUBSPOT_ACCESS_TOKEN", hubSpot.token());
        environment.put("HUBFLOW_HUBSPOT_BASE_URL", hubSpot.url().toString());
        return environment;
    }

    private CommandContext context(Map<String, String> environment) {
        return new CommandContext(
                environment,
                folder,
                OutputStream.nullOutputStream(),
                OutputStream.nullOutputStream(),
                false,
                InstantSource.system(),
                new Interruption());
    }

    private void sync(Map<String, String> environment) {
        var run = CommandLineRun.of(
                folder,
                environment,
                "sync",
                "--objects",
                String.join(",", TYPES),
                "--associations",
                "none",
                "--include",
                "name,email,hs_object_id");
        assertThat(run.code()).as(run.err()).isZero();
    }

    private Map<String, Long> cursors(Map<String, String> environment) {
        var cursors = new TreeMap<String, Long>();
        for (JsonNode object : CommandLineRun.of(folder, environment, "state", "--output", "json")
                .json()
                .path("objects")) {
            cursors.put(
                    object.path("object_type").asText(),
                    object.path("checkpoint").path("cursor_millis").asLong());
        }
        return cursors;
    }
}
