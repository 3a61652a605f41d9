package io.hubflow.service;

import io.hubflow.engine.checkpoint.CatalogState;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.SnapshotProgress;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.DestinationCost;
import io.hubflow.engine.destination.DestinationStatus;
import io.hubflow.engine.destination.RunRecord;
import io.hubflow.engine.destination.VerificationRecord;
import io.hubflow.engine.report.ObjectReport;
import io.hubflow.engine.report.RunReport;
import io.hubflow.engine.report.SyncListener;
import io.hubflow.engine.verify.Finding;
import io.hubflow.engine.verify.TableVerification;
import io.hubflow.engine.verify.VerificationRows;
import io.hubflow.engine.verify.VerifyReport;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.AnsweredCalls;
import io.hubflow.hubspot.CallCounts;
import io.hubflow.hubspot.quota.QuotaSnapshot;
import io.hubflow.service.portal.Portal;
import io.hubflow.service.portal.StoredStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A portal whose runs do what the test says. */
public final class FakePortal implements Portal {
    public static final Instant SETTLED = Instant.parse("2026-11-28T10:00:00Z");

    /** A real portal reads its newest lines only, too. */
    private static final int MOST_LINES = 20;

    private final String name;
    private final AtomicInteger runs = new AtomicInteger();
    private final List<RunRecord> records = new ArrayList<>();
    private volatile @Nullable ConnectorException failure;
    private volatile @Nullable CountDownLatch hold;
    private volatile Runnable during = () -> {};
    private final List<VerificationRecord> verifications = new ArrayList<>();
    private volatile int different;
    private volatile String lastRun = "succeeded";
    private volatile List<String> objectTypes = List.of("contacts");
    private volatile List<String> loaded = List.of("contacts");
    private volatile @Nullable Error firstLook;
    private volatile @Nullable ConnectorException nextLook;
    private final AtomicInteger looks = new AtomicInteger();
    private volatile boolean lost;
    private volatile Instant created = Instant.now();
    private volatile String property = "loyalty";
    private volatile String label = "A label";

    public FakePortal(String name) {
        this.name = name;
    }

    public int runs() {
        return runs.get();
    }

    public int verifications() {
        synchronized (records) {
            return verifications.size();
        }
    }

    /** Every run fails like this from now on; null = no more. */
    public void failWith(@Nullable ConnectorException why) {
        failure = why;
    }

    /** Every run does this, such as moving the test's clock. */
    public void during(Runnable work) {
        during = work;
    }

    /** Runs wait for this; null = no more. */
    public void hold(@Nullable CountDownLatch latch) {
        hold = latch;
    }

    /** The first look at the warehouse ends like this. */
    public void failFirstLook(Error why) {
        firstLook = why;
    }

    /** The next look at the warehouse ends like this, and those after it do not. */
    public void failNextLook(ConnectorException why) {
        nextLook = why;
    }

    public int looks() {
        return looks.get();
    }

    /** Whether somebody deleted the table of contacts. */
    public void lose(boolean gone) {
        lost = gone;
    }

    /** How the last run of contacts is recorded. */
    public void lastRun(String status) {
        lastRun = status;
    }

    /** What the configuration names. */
    public void objectTypes(String... names) {
        objectTypes = List.of(names);
    }

    /** What the configuration names, and is loaded whole. */
    public void loaded(String... names) {
        objectTypes(names);
        loaded = List.of(names);
    }

    /** So many rows of contacts are not what HubSpot has. */
    public void differ(int rows) {
        different = rows;
    }

    /** HubSpot has a new property instead of the one before, which it calls so. */
    public void label(String text) {
        label = text;
        created = created.plusMillis(1);
    }

    /** HubSpot has a property of this name and no label instead of the one before. */
    public void property(String text) {
        property = text;
        label("");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> objectTypes() {
        return objectTypes;
    }

    @Override
    public String destination() {
        return "a fake";
    }

    @Override
    public RunReport sync(List<String> objectTypes, SyncListener listener) {
        runs.incrementAndGet();
        listener.phaseStarted("contacts", SyncListener.Phase.CHANGES, OptionalLong.of(100));
        listener.rowsRead("contacts", 40);
        listener.committed(List.of("contacts", "contacts_companies"), Duration.ofMillis(1_500));
        during.run();
        var waiting = hold;
        if (waiting != null) {
            try {
                waiting.await();
            } catch (InterruptedException e) {
                throw ConnectorException.interrupted(e);
            }
        }
        var why = failure;
        var id = "20261128T1000%02d.000Z".formatted(runs.get() % 60);
        if (why != null) {
            record(id, "failed", "{\"error\":\"" + why.code() + "\",\"message\":\"It failed.\"}");
            throw why;
        }
        record(id, "succeeded", "{\"search_calls\":3,\"unparsed_values\":1}");
        var report = new ObjectReport(
                "contacts",
                ObjectReport.Mode.CHANGES,
                40,
                7,
                0,
                0,
                0,
                CallCounts.ZERO,
                Duration.ofSeconds(2),
                List.of(),
                Optional.empty());
        return new RunReport(id, SETTLED, SETTLED.plusSeconds(2), List.of(report));
    }

    @Override
    public VerifyReport verify(SyncListener listener) {
        var why = failure;
        if (why != null) {
            throw why;
        }
        var findings = new ArrayList<Finding>();
        for (var id = 1L; id <= different; id++) {
            findings.add(new Finding(Finding.Kind.STALE, id, List.of(), "HubSpot changed it"));
        }
        var tally = new TableVerification.Tally(OptionalLong.of(12_345), 12_345, 0, 500, 3, 0, 9);
        var table = TableVerification.of("contacts", "contacts", SETTLED, tally, findings);
        synchronized (records) {
            var id = "20261128T1100%02d.000Z".formatted(verifications.size());
            keepNewest(verifications);
            verifications.addFirst(new VerificationRecord(
                    id,
                    "contacts",
                    "contacts",
                    VerificationRows.status(table),
                    SETTLED,
                    SETTLED.plusSeconds(2),
                    Optional.of(SETTLED),
                    12_345,
                    different,
                    0,
                    3,
                    500,
                    9,
                    different == 0 ? "{}" : "{\"stale\":[{\"id\":1,\"reason\":\"HubSpot changed it <b>later</b>\"}]}"));
            return new VerifyReport(id, SETTLED, SETTLED.plusSeconds(2), 9, VerifyReport.Maker.HUBFLOW, List.of(table));
        }
    }

    private void record(String id, String status, String report) {
        synchronized (records) {
            keepNewest(records);
            records.addFirst(new RunRecord(
                    id,
                    "contacts",
                    SETTLED.plusSeconds(runs.get()),
                    Optional.of(SETTLED.plusSeconds(runs.get() + 2L)),
                    status,
                    40,
                    runs.get(),
                    0,
                    report));
        }
    }

    private static void keepNewest(List<?> lines) {
        if (lines.size() == MOST_LINES) {
            lines.removeLast();
        }
    }

    @Override
    public StoredStatus load() {
        var why = firstLook;
        if (why != null) {
            firstLook = null;
            throw why;
        }
        looks.incrementAndGet();
        var failed = nextLook;
        if (failed != null) {
            nextLook = null;
            throw failed;
        }
        if (lost) {
            return StoredStatus.NOTHING;
        }
        var checkpoints = new ArrayList<Checkpoint>();
        for (var objectType : loaded) {
            var state = ObjectState.fresh(1, objectType, SnapshotProgress.starting(0, 0, Long.MAX_VALUE))
                    .withSnapshot(null)
                    .advance(SETTLED.toEpochMilli(), SETTLED.toEpochMilli());
            checkpoints.add(new Checkpoint(objectType, 1, StateCodec.write(state)));
        }
        var known = new CatalogState.KnownProperty(
                property, label, "string", "text", 0, 0, created.toEpochMilli(), 0, null, null);
        var catalog = CatalogState.EMPTY.withProperties(List.of(known));
        checkpoints.add(new Checkpoint("contacts/catalog", 1, StateCodec.write(catalog)));
        var status = new DestinationStatus(
                checkpoints,
                Map.of("contacts", 12_345L),
                Map.of("contacts", new DestinationStatus.LastRun(SETTLED, lastRun)),
                Map.of("contacts_companies", 17L),
                Map.of());
        synchronized (records) {
            return new StoredStatus(status, records, verifications);
        }
    }

    @Override
    public Instant quotaReset(Instant now) {
        return now.plus(Duration.ofHours(3));
    }

    @Override
    public Optional<QuotaSnapshot> quota() {
        return Optional.of(new QuotaSnapshot(190, 12, OptionalLong.of(650_000), OptionalLong.of(600_000)));
    }

    @Override
    public CallCounts calls() {
        return new CallCounts(1, 2, 3, 4, 5, 6, 7);
    }

    @Override
    public List<AnsweredCalls> answeredCalls() {
        return List.of(new AnsweredCalls("list", 200, 1), new AnsweredCalls("search", 429, 2));
    }

    @Override
    public Optional<DestinationCost> cost() {
        return Optional.of(new DestinationCost(10, 2, 4_096, Duration.ofSeconds(61), 1));
    }

    @Override
    public void close() {}
}
