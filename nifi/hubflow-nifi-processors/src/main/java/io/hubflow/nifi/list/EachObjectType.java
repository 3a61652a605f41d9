package io.hubflow.nifi.list;

import io.hubflow.engine.RequestedTypes;
import io.hubflow.engine.catalog.Catalog;
import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.catalog.ReadableTypes;
import io.hubflow.engine.catalog.ReadableTypes.LeftOut;
import io.hubflow.engine.checkpoint.PortalIdentity;
import io.hubflow.engine.commit.Streams;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.nifi.Bulletins;
import io.hubflow.nifi.CanvasText;
import io.hubflow.nifi.Failures;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessContext;

/**
 * One trigger's way through the object types of {@link ObjectTypeNames#OBJECT_TYPES}: one that fails fails alone, unless all
 * would fail alike. The word {@code all} stands for the types that the engine finds for it. Used by one thread.
 */
public final class EachObjectType {
    /** The step that every processor takes first. */
    private static final String BEGINNING = "(begun)";

    private final ProcessContext context;
    private final HubSpotClient client;
    private final ComponentLog log;
    private final Bulletins bulletins;
    private final String done;
    private final Supplier<List<Checkpoint>> stored;
    private final Catalog catalog;
    private final Set<String> seen = new HashSet<>();
    private int failures;

    /**
     * @param bulletins of the processor, so that what lasts is not told at every trigger
     * @param done what is not done for a type that fails, for the middle of a sentence: {@code planned}
     * @param stored what lies beside the rows, asked for only where {@code all} is written
     */
    public EachObjectType(
            ProcessContext context,
            HubSpotClient client,
            ComponentLog log,
            Bulletins bulletins,
            String done,
            Supplier<List<Checkpoint>> stored) {
        this.context = context;
        this.client = client;
        this.log = log;
        this.bulletins = bulletins;
        this.done = done;
        this.stored = stored;
        this.catalog = new Catalog(client);
    }

    /**
     * Takes the types in their order, each once, however often and by whatever names it is written. What a type throws is told
     * by bulletin, and so is what {@code all} leaves out.
     *
     * @return false when the rest was given up, because it would have failed alike; the processor then yields
     */
    public boolean run(Consumer<ObjectType> work) {
        return run(Rounds.once(), this::tellLeftOut, work);
    }

    /** The same for those that are due; what {@code all} leaves out is not told. */
    public boolean runDue(Rounds rounds, Consumer<ObjectType> work) {
        return run(rounds, leftOut -> {}, work);
    }

    private boolean run(Rounds rounds, Consumer<List<LeftOut>> leftOut, Consumer<ObjectType> work) {
        for (var name : ObjectTypeNames.of(context)) {
            var goesOn = ReadableTypes.isAll(name)
                    ? takeAll(name, rounds, leftOut, work)
                    : take(name, rounds, () -> catalog.resolve(name), work);
            if (!goesOn) {
                return false;
            }
        }
        return true;
    }

    private boolean takeAll(String name, Rounds rounds, Consumer<List<LeftOut>> leftOut, Consumer<ObjectType> work) {
        if (!rounds.isDue(name)) {
            return true;
        }
        rounds.failed(name);
        var types = new ArrayList<ObjectType>();
        var found = attempt(context, log, bulletins, name, BEGINNING, done, () -> {
            var all = findAll();
            leftOut.accept(all.leftOut());
            types.addAll(all.types());
        });
        if (!found) {
            return false;
        }
        for (var type : types) {
            if (!take(type.name(), rounds, () -> type, work)) {
                return false;
            }
        }
        if (!types.isEmpty() && types.stream().noneMatch(type -> rounds.hasFailed(type.name()))) {
            rounds.succeeded(name);
        }
        return true;
    }

    private RequestedTypes.All findAll() {
        var streams = Streams.of(stored.get());
        var bindings = streams.find(PortalIdentity.STREAM, PortalIdentity.class)
                .map(state -> state.types())
                .orElse(List.of());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return new RequestedTypes(client, bindings, streams).findAll(threads);
        }
    }

    /** Whether an object type could not be worked on so far. */
    public boolean hasFailures() {
        return failures > 0;
    }

    private boolean take(String name, Rounds rounds, Supplier<ObjectType> resolved, Consumer<ObjectType> work) {
        if (!rounds.isDue(name)) {
            return true;
        }
        return attempt(context, log, bulletins, name, BEGINNING, done, () -> {
            rounds.failed(name);
            failures++;
            var type = resolved.get();
            if (seen.add(type.name())) {
                work.accept(type);
            }
            failures--;
            rounds.succeeded(name);
        });
    }

    private void tellLeftOut(List<LeftOut> leftOut) {
        if (leftOut.isEmpty()) {
            bulletins.over("left out");
            return;
        }
        var sentence = "Not loaded, because the token may not read them: " + sentence(leftOut)
                + " Once the token has the scope, they are loaded from the start.";
        bulletins.warn(log, "left out " + leftOut.stream().map(LeftOut::name).toList(), sentence);
    }

    /** Each object type with HubSpot's refusal, which names the scope. */
    static String sentence(List<LeftOut> leftOut) {
        return leftOut.stream()
                .map(type -> type.name() + " (" + type.reason().what().replaceAll("[.]$", "") + ")")
                .collect(Collectors.joining(", ", "", "."));
    }

    /** One object type's part; false when the others would fail alike. */
    static boolean attempt(
            ProcessContext context, ComponentLog log, Bulletins bulletins, String name, String done, Runnable work) {
        return attempt(context, log, bulletins, name, done, done, work);
    }

    private static boolean attempt(
            ProcessContext context,
            ComponentLog log,
            Bulletins bulletins,
            String name,
            String step,
            String done,
            Runnable work) {
        // Of this step alone: while one fails, the others succeed at every trigger.
        var trouble = name + " " + step + " ";
        try {
            work.run();
            bulletins.over(trouble);
        } catch (ConnectorException e) {
            if (Failures.concernsAll(e)) {
                var sentence = name + " and what follows were not " + done + ". " + CanvasText.of(e);
                bulletins.error(log, trouble + e.code(), sentence);
                context.yield();
                return false;
            }
            var sentence = name + " was not " + done + "; the other object types go on. " + CanvasText.of(e);
            bulletins.error(log, trouble + e.code(), sentence);
        }
        return true;
    }
}
