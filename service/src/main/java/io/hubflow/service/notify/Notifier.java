package io.hubflow.service.notify;

import io.hubflow.service.PortalNews;
import io.hubflow.service.notify.Notification.Event;
import io.hubflow.service.status.PortalStatus;
import io.hubflow.service.status.SchemaChange;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells by a webhook when something goes wrong and when it is over: each once, not at every run. What is wrong when the service
 * starts is told again. A thread of its own sends, so that no run waits for it. Thread-safe.
 */
public final class Notifier implements PortalNews, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);

    /** What waits while the receiver is away; more would be a flood when it comes back. */
    static final int MOST_WAITING = 200;

    private static final int MOST_SCHEMA_CHANGES = 10;

    /** Tells the thread that nothing comes after it. */
    private static final Notification END =
            new Notification(Event.RECOVERY, "", "", Instant.EPOCH, "", "the end of the service", "");

    /** How long the end of the service waits for what is to be told. */
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final Webhook webhook;
    private final InstantSource clock;
    private final Supplier<List<PortalStatus>> statuses;
    private final Duration look;
    private final BlockingQueue<Notification> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
    private final Map<String, Map<String, Notification>> open = new HashMap<>();
    private final Map<String, Set<String>> schemas = new HashMap<>();
    private final Thread thread = Thread.ofVirtual().name("notifications").unstarted(this::work);

    /** @param statuses how the portals stand now; asked every {@code look} for those that have become late without a run */
    public Notifier(Webhook webhook, InstantSource clock, Supplier<List<PortalStatus>> statuses, Duration look) {
        this.webhook = webhook;
        this.clock = clock;
        this.statuses = statuses;
        this.look = look;
    }

    public void start() {
        thread.start();
    }

    @Override
    public synchronized void ran(PortalStatus status) {
        changed(status, Conditions.all(status, clock.instant()));
        schemaChanged(status);
    }

    private synchronized void look(PortalStatus status) {
        var now = new LinkedHashMap<>(open.getOrDefault(status.name(), Map.of()));
        now.keySet().removeIf(Conditions::isLag);
        now.putAll(Conditions.lags(status, clock.instant()));
        changed(status, now);
    }

    private void changed(PortalStatus status, Map<String, Notification> now) {
        var before = open.getOrDefault(status.name(), Map.of());
        now.forEach((key, notification) -> {
            if (!before.containsKey(key)) {
                tell(notification);
            }
        });
        before.forEach((key, notification) -> {
            if (!now.containsKey(key)) {
                tell(over(notification, clock.instant()));
            }
        });
        open.put(status.name(), Map.copyOf(now));
    }

    private static Notification over(Notification what, Instant now) {
        return new Notification(
                Event.RECOVERY, what.portal(), what.objectType(), now, what.code(), "Over: " + what.title(), "");
    }

    private void schemaChanged(PortalStatus status) {
        var known = schemas.put(
                status.name(),
                status.schemaChanges().stream().map(Notifier::key).collect(Collectors.toSet()));
        if (known == null) {
            return;
        }
        var changes = status.schemaChanges().stream()
                .filter(change -> !known.contains(key(change)))
                .collect(Collectors.groupingBy(
                        SchemaChange::objectType, LinkedHashMap::new, Collectors.toCollection(ArrayList::new)));
        changes.forEach((type, some) -> tell(new Notification(
                Event.SCHEMA_CHANGE,
                status.name(),
                type,
                clock.instant(),
                "",
                "The properties of " + type + " of " + status.name() + " have changed",
                words(some))));
    }

    /** Another label is no other change. */
    private static String key(SchemaChange change) {
        return change.objectType() + "." + change.property() + " " + change.kind() + " " + change.at();
    }

    private static String words(List<SchemaChange> changes) {
        var named = changes.stream()
                .limit(MOST_SCHEMA_CHANGES)
                .map(change -> change.kind() + " " + change.property() + " (" + change.type() + ")")
                .collect(Collectors.joining(", "));
        var more = changes.size() - MOST_SCHEMA_CHANGES;
        return named + (more > 0 ? " and " + more + " more." : ".");
    }

    private void tell(Notification notification) {
        while (!waiting.offer(notification)) {
            var lost = waiting.poll();
            if (lost != null) {
                LOG.warn("More than {} notifications wait; the oldest was dropped: {}", MOST_WAITING, lost.title());
            }
        }
    }

    private void work() {
        while (true) {
            try {
                var next = waiting.poll(look.toMillis(), TimeUnit.MILLISECONDS);
                if (END.equals(next)) {
                    return;
                }
                if (next != null) {
                    webhook.send(next);
                } else {
                    statuses.get().forEach(this::look);
                }
            } catch (InterruptedException e) {
                // Only close() interrupts, when it has waited long enough.
                return;
            } catch (RuntimeException e) {
                LOG.error("A notification could not be made", e);
            }
        }
    }

    /** Sends what waits, within five seconds. After {@link #start}. */
    @Override
    public void close() {
        tell(END);
        try {
            if (!thread.join(CLOSING)) {
                LOG.warn("{} notifications were not sent before the end", waiting.size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
        webhook.close();
    }
}
