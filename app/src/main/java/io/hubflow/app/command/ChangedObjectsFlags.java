package io.hubflow.app.command;

import io.hubflow.engine.Reread;
import io.hubflow.hubspot.SearchRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The object types whose changed records {@code rewind} and {@code replay} have read again. */
final class ChangedObjectsFlags {
    @Option(
            names = "--objects",
            split = ",",
            paramLabel = "TYPES",
            completionCandidates = Candidates.ObjectTypes.class,
            description = "Object types, separated by commas; every one that is loaded by default.")
    private List<String> objects = List.of();

    /**
     * The chosen object types that the reread changes, with a forecast of what each takes.
     *
     * @param fromFlag names {@code from} in an error
     * @param from when the earliest of the records was last modified
     * @param to when the latest was; absent = now
     * @throws picocli.CommandLine.ParameterException when an object type is not loaded, or {@code from} lies before the first
     *     run
     */
    List<RereadRequest.Part> parts(
            LoadedObjects loaded, Reread reread, String fromFlag, Instant from, Optional<Instant> to) {
        var chosen = loaded.chosen("--objects", objects);
        loaded.requireAfterFirstRun(fromFlag, from);
        return chosen.stream()
                .filter(type -> reread.concerns(loaded.state(type)))
                .map(type -> {
                    var rows = loaded.rows(type, from, to);
                    return new RereadRequest.Part(type, rows, loaded.calls(type, rows, SearchRequest.MAX_LIMIT));
                })
                .toList();
    }
}
