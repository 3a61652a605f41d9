package io.hubflow.service.metrics;

import io.hubflow.service.status.ObjectStatus;
import io.hubflow.service.status.PortalStatus;
import io.hubflow.service.status.ServiceStatus;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Answers {@code /metrics}: made from the status when asked, so that page, API and metrics cannot disagree. Thread-safe. */
public final class StatusMetrics implements MultiCollector {
    private final Supplier<ServiceStatus> status;
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final ExpositionFormats formats = ExpositionFormats.init();

    /** @param status of the service now */
    public StatusMetrics(Supplier<ServiceStatus> status) {
        this.status = status;
        registry.register(this);
        JvmMetrics.builder().register(registry);
    }

    /** @param accept the request's header, which chooses among the text formats */
    public String contentType(String accept) {
        return formats.findWriter(accept).getContentType();
    }

    public byte[] write(String accept) {
        var out = new ByteArrayOutputStream();
        try {
            formats.findWriter(accept).write(out, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException("memory can always be written", e);
        }
        return out.toByteArray();
    }

    @Override
    public MetricSnapshots collect() {
        var portals = status.get().portals();
        return new MetricSnapshots(List.of(
                objects(
                        portals,
                        "hubflow_lag_seconds",
                        "How long the settled moment of an object type is ago.",
                        object -> object.lagSeconds().map(Long::doubleValue).orElse(Double.NaN)),
                objects(portals, "hubflow_rows", "Rows in the table of an object type.", object -> object.rows()),
                objects(
                        portals,
                        "hubflow_object_failing",
                        "1 while an object type fails.",
                        object -> object.problem().isPresent() ? 1 : 0),
                objects(
                        portals,
                        "hubflow_rows_per_second",
                        "Rows a second of the run that is under way.",
                        object -> object.progress()
                                .map(progress -> (double) progress.rowsPerSecond())
                                .orElse(0.0)),
                objects(
                        portals,
                        "hubflow_last_run_rows_written",
                        "Rows written by the last recorded run.",
                        object -> object.changes().isEmpty()
                                ? 0
                                : object.changes().getLast().rows()),
                objects(
                        portals,
                        "hubflow_last_proof_timestamp_seconds",
                        "When the tables of an object type were last compared with HubSpot.",
                        object -> object.lastProof()
                                .filter(proof -> !proof.failed())
                                .map(proof -> (double) proof.at().getEpochSecond())
                                .orElse(Double.NaN)),
                objects(
                        portals,
                        "hubflow_proof_different_rows",
                        "Rows that were not what HubSpot has when they were last compared.",
                        object -> object.lastProof()
                                .filter(proof -> !proof.failed())
                                .map(proof -> (double) proof.different())
                                .orElse(Double.NaN)),
                perPortal(
                        portals,
                        "hubflow_verification_failing",
                        "1 while the last verification could not compare anything.",
                        portal -> portal.verification().problem().isPresent() ? 1 : 0),
                perPortal(
                        portals,
                        "hubflow_portal_failing",
                        "1 while the last run failed as a whole.",
                        portal -> portal.problem().isPresent() ? 1 : 0),
                perPortal(
                        portals,
                        "hubflow_portal_paused",
                        "1 while the portal is paused.",
                        portal -> portal.paused() ? 1 : 0),
                perPortal(
                        portals,
                        "hubflow_portal_running",
                        "1 while a run is under way.",
                        portal -> portal.running().isPresent() ? 1 : 0),
                perPortal(
                        portals,
                        "hubflow_next_run_timestamp_seconds",
                        "When the next run is due.",
                        portal -> portal.nextRun()
                                .map(next -> (double) next.getEpochSecond())
                                .orElse(Double.NaN)),
                perPortal(
                        portals,
                        "hubflow_quota_burst_used",
                        "Calls within the last 10 seconds.",
                        portal -> portal.quota().burstUsed()),
                perPortal(
                        portals,
                        "hubflow_quota_day_limit",
                        "Calls a day that HubSpot allows the account.",
                        portal ->
                                portal.quota().dayLimit().map(Long::doubleValue).orElse(Double.NaN)),
                perPortal(
                        portals,
                        "hubflow_quota_day_remaining",
                        "Calls that are left today.",
                        portal -> portal.quota()
                                .dayRemaining()
                                .map(Long::doubleValue)
                                .orElse(Double.NaN)),
                calls(portals),
                merges(portals),
                throttled(portals),
                retried(portals),
                costs(
                        portals,
                        "hubflow_warehouse_seconds",
                        "Seconds that the warehouse ran for us.",
                        cost -> cost.warehouseSeconds()),
                costs(
                        portals,
                        "hubflow_warehouse_wakeups",
                        "How often a statement of ours started the warehouse.",
                        cost -> cost.wakeUps()),
                costs(
                        portals,
                        "hubflow_warehouse_statements",
                        "Statements sent to the warehouse.",
                        cost -> cost.statements()),
                costs(
                        portals,
                        "hubflow_warehouse_staged_bytes",
                        "Compressed bytes uploaded.",
                        cost -> cost.stagedBytes())));
    }

    private static GaugeSnapshot objects(
            List<PortalStatus> portals, String name, String help, ToDoubleFunction<ObjectStatus> value) {
        var gauge = GaugeSnapshot.builder().name(name).help(help);
        for (var portal : portals) {
            for (var object : portal.objects()) {
                gauge.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                        .labels(Labels.of("portal", portal.name(), "object_type", object.objectType()))
                        .value(value.applyAsDouble(object))
                        .build());
            }
        }
        return gauge.build();
    }

    private static GaugeSnapshot perPortal(
            List<PortalStatus> portals, String name, String help, ToDoubleFunction<PortalStatus> value) {
        var gauge = GaugeSnapshot.builder().name(name).help(help);
        for (var portal : portals) {
            gauge.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                    .labels(Labels.of("portal", portal.name()))
                    .value(value.applyAsDouble(portal))
                    .build());
        }
        return gauge.build();
    }

    private static CounterSnapshot calls(List<PortalStatus> portals) {
        var counter = CounterSnapshot.builder()
                .name("hubflow_calls")
                .help("Calls to HubSpot, tries included, by endpoint and HTTP status; status 0 is no answer.");
        for (var portal : portals) {
            for (var answered : portal.answeredCalls()) {
                var labels = Labels.of(
                        "portal", portal.name(),
                        "endpoint", answered.endpoint(),
                        "status", String.valueOf(answered.status()));
                point(counter, labels, answered.calls());
            }
        }
        return counter.build();
    }

    private static SummarySnapshot merges(List<PortalStatus> portals) {
        var summary = SummarySnapshot.builder()
                .name("hubflow_merge_seconds")
                .help("Seconds that the destination took to commit changes of a table.");
        for (var portal : portals) {
            for (var merge : portal.merges()) {
                summary.dataPoint(SummarySnapshot.SummaryDataPointSnapshot.builder()
                        .labels(Labels.of(
                                "portal", portal.name(),
                                "destination", kind(portal.destination()),
                                "table", merge.table()))
                        .count(merge.commits())
                        .sum(merge.seconds())
                        .build());
            }
        }
        return summary.build();
    }

    /** The first word of what the page shows, such as {@code duckdb}: a path is no label. */
    private static String kind(String destination) {
        return destination.split(" ", 2)[0].toLowerCase(Locale.ROOT);
    }

    private static CounterSnapshot throttled(List<PortalStatus> portals) {
        var counter =
                CounterSnapshot.builder().name("hubflow_calls_throttled").help("Calls that HubSpot answered 429.");
        portals.forEach(portal -> point(
                counter, Labels.of("portal", portal.name()), portal.quota().throttled()));
        return counter.build();
    }

    private static CounterSnapshot retried(List<PortalStatus> portals) {
        var counter = CounterSnapshot.builder().name("hubflow_calls_retried").help("Calls that were sent again.");
        portals.forEach(portal -> point(
                counter, Labels.of("portal", portal.name()), portal.quota().retried()));
        return counter.build();
    }

    private static CounterSnapshot costs(
            List<PortalStatus> portals, String name, String help, Function<PortalStatus.CostStatus, Long> value) {
        var counter = CounterSnapshot.builder().name(name).help(help);
        for (var portal : portals) {
            portal.cost().ifPresent(cost -> point(counter, Labels.of("portal", portal.name()), value.apply(cost)));
        }
        return counter.build();
    }

    private static void point(CounterSnapshot.Builder counter, Labels labels, double value) {
        counter.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                .labels(labels)
                .value(value)
                .build());
    }
}
