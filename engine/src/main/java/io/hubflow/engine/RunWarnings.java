package io.hubflow.engine;

import io.hubflow.engine.fact.LinkPair;
import io.hubflow.engine.report.RunWarning;
import io.hubflow.engine.report.SyncListener;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The warnings of a run, by object type. Each also goes to the log and to the listener, once. Thread-safe. */
final class RunWarnings {
    private static final Logger LOG = LoggerFactory.getLogger(RunWarnings.class);

    private final SyncListener listener;
    private final Map<String, Set<RunWarning>> byObjectType = new ConcurrentHashMap<>();

    RunWarnings(SyncListener listener) {
        this.listener = listener;
    }

    void add(String objectType, RunWarning.Code code, String sentence) {
        var known = byObjectType.computeIfAbsent(objectType, name -> new LinkedHashSet<>());
        synchronized (known) {
            if (!known.add(new RunWarning(code, sentence))) {
                return;
            }
        }
        LOG.warn(SyncListener.TOLD, "{}: {}: {}", objectType, code, sentence);
        listener.notice(objectType, code + ": " + sentence);
    }

    /** About the links of a pair; it belongs to the object type whose records own them. */
    void addLinks(LinkPair pair, String sentence) {
        add(pair.from().name(), RunWarning.Code.LINKS_UNREADABLE, sentence);
    }

    /** In the order in which they came. */
    List<RunWarning> of(String objectType) {
        var known = byObjectType.getOrDefault(objectType, Set.of());
        synchronized (known) {
            return List.copyOf(known);
        }
    }
}
