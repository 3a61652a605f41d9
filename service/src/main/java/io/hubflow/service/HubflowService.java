package io.hubflow.service;

import io.hubflow.service.portal.Portal;
import io.hubflow.service.portal.PortalPlan;
import io.hubflow.service.status.Changes;
import io.hubflow.service.status.PortalStatus;
import io.hubflow.service.status.ServiceStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps some portals' tables up to date until it is stopped. Thread-safe. */
public final class HubflowService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HubflowService.class);

    private final String version;
    private final InstantSource clock;
    private final Pace pace;
    private final Instant startedAt;
    private final Semaphore slots;
    private final List<PortalNews> listeners = new CopyOnWriteArrayList<>();
    private final Changes changes = new Changes();
    private final List<PortalRunner> portals = new ArrayList<>();
    private volatile boolean stopping;

    /** @param concurrentPortals how many portals may run at once; the others wait for their turn */
    public HubflowService(String version, InstantSource clock, int concurrentPortals) {
        this(version, clock, Pace.REAL, concurrentPortals);
    }

    /** With another way of waiting, for tests. */
    public HubflowService(String version, InstantSource clock, Pace pace, int concurrentPortals) {
        this.version = version;
        this.clock = clock;
        this.pace = pace;
        this.startedAt = clock.instant();
        this.slots = new Semaphore(concurrentPortals, true);
    }

    /** Before {@link #start}. The service closes the portal. */
    public void add(Portal portal, PortalPlan plan) {
        portals.add(new PortalRunner(portal, plan, clock, pace, slots, changes, this::tell));
    }

    /** From now on it is told how the portals stand. */
    public void listen(PortalNews listener) {
        listeners.add(listener);
    }

    private void tell(PortalStatus status) {
        listeners.forEach(listener -> listener.ran(status));
    }

    public void start() {
        portals.forEach(PortalRunner::start);
    }

    public List<PortalRunner> portals() {
        return List.copyOf(portals);
    }

    public Optional<PortalRunner> find(String portal) {
        return portals.stream().filter(one -> one.name().equals(portal)).findFirst();
    }

    public Changes changes() {
        return changes;
    }

    public ServiceStatus status() {
        return ServiceStatus.of(
                version,
                clock.instant(),
                startedAt,
                portals.stream().map(PortalRunner::status).toList());
    }

    /** Whether every portal's tables were looked at, and the service is not about to end. */
    public boolean ready() {
        return !stopping && portals.stream().allMatch(PortalRunner::ready);
    }

    /**
     * Stops every run after its present commit.
     *
     * @param longest what has not ended by then is left to the end of the process; it loses nothing that was committed
     * @return whether all have ended
     */
    public boolean stop(Duration longest) throws InterruptedException {
        stopping = true;
        portals.forEach(PortalRunner::stop);
        changes.happened();
        var deadline = System.nanoTime() + longest.toNanos();
        var all = true;
        for (var portal : portals) {
            var left = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
            if (!portal.awaitEnd(left)) {
                LOG.warn(
                        "Portal {} has not stopped within {} s; its next run resumes from the last commit",
                        portal.name(),
                        longest.toSeconds());
                all = false;
            }
        }
        return all;
    }

    public boolean stopping() {
        return stopping;
    }

    @Override
    public void close() {
        portals.forEach(PortalRunner::stop);
    }
}
