package io.hubflow.nifi.list;

import io.hubflow.engine.catalog.Catalog;
import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.nifi.Bulletins;
import io.hubflow.nifi.CanvasText;
import io.hubflow.nifi.Failures;
import java.util.HashSet;
import java.util.function.Consumer;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessContext;

/** One trigger's way through the object types: one that fails fails alone, unless all would fail alike. */
public final class EachObjectType {
    private EachObjectType() {}

    /**
     * Takes the types of {@link ObjectTypeNames#OBJECT_TYPES} in their order, each once, however often and by whatever names
     * it is written. What a type throws is told by bulletin.
     *
     * @param bulletins of the processor, so that what lasts is not told at every trigger
     * @param done what is not done for a type that fails, for the middle of a sentence: {@code planned}
     * @return false when the rest was given up, because it would have failed alike; the processor then yields
     */
    public static boolean of(
            ProcessContext context,
            HubSpotClient client,
            ComponentLog log,
            Bulletins bulletins,
            String done,
            Consumer<ObjectType> work) {
        var catalog = new Catalog(client);
        var seen = new HashSet<String>();
        for (var name : ObjectTypeNames.of(context)) {
            var goesOn = attempt(context, log, bulletins, name, done, () -> {
                var type = catalog.resolve(name);
                if (seen.add(type.name())) {
                    work.accept(type);
                }
            });
            if (!goesOn) {
                return false;
            }
        }
        return true;
    }

    /** The same for those that are due. */
    public static boolean due(
            ProcessContext context,
            HubSpotClient client,
            ComponentLog log,
            Bulletins bulletins,
            String done,
            Rounds rounds,
            Consumer<ObjectType> work) {
        var catalog = new Catalog(client);
        var seen = new HashSet<String>();
        for (var name : ObjectTypeNames.of(context)) {
            var goesOn = !rounds.isDue(name)
                    || attempt(context, log, bulletins, name, done, () -> {
                        rounds.failed(name);
                        var type = catalog.resolve(name);
                        if (seen.add(type.name())) {
                            work.accept(type);
                        }
                        rounds.succeeded(name);
                    });
            if (!goesOn) {
                return false;
            }
        }
        return true;
    }

    /** One object type's part; false when the others would fail alike. */
    static boolean attempt(
            ProcessContext context, ComponentLog log, Bulletins bulletins, String name, String done, Runnable work) {
        try {
            work.run();
            bulletins.over(name + " ");
        } catch (ConnectorException e) {
            if (Failures.concernsAll(e)) {
                var sentence = name + " and what follows were not " + done + ". " + CanvasText.of(e);
                bulletins.error(log, name + " " + e.code(), sentence);
                context.yield();
                return false;
            }
            var sentence = name + " was not " + done + "; the other object types go on. " + CanvasText.of(e);
            bulletins.error(log, name + " " + e.code(), sentence);
        }
        return true;
    }
}
