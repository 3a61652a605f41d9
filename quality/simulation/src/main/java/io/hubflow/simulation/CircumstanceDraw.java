package io.hubflow.simulation;

import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.simulation.Circumstance.Change;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.fault.Trigger;
import io.hubflow.simulator.quota.Verdict.Limit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;

/** Draws what happens in one run. */
final class CircumstanceDraw {
    /** Calls of a small run: changes and kills after its end happen to nobody. */
    private static final int SOME_CALLS = 60;

    private static final List<RefreshPolicy> POLICIES = List.of(RefreshPolicy.values());

    /** Later than that, search shows a change and a window that holds it counts as complete. */
    private static final Duration SETTLED = Duration.ofMinutes(7);

    private final Random random;
    private final List<String> objects;
    private final List<String> include;
    private final boolean traceless;
    private final List<Circumstance> drawn = new ArrayList<>();

    CircumstanceDraw(Random random, List<String> objects, List<String> include, boolean traceless) {
        this.random = random;
        this.objects = objects;
        this.include = include;
        this.traceless = traceless;
    }

    List<Circumstance> of(int run) {
        if (run > 0) {
            drawn.add(new Circumstance.Pause(run, pause()));
            changes(run, 0, random.nextInt(6));
        }
        changes(run, 1, random.nextInt(3) == 0 ? random.nextInt(25) : random.nextInt(4));
        for (var count = random.nextInt(3); count > 0; count--) {
            special(run);
        }
        return drawn;
    }

    private Duration pause() {
        return switch (random.nextInt(12)) {
            case 0 -> Duration.ZERO;
            case 1 -> Duration.ofSeconds(random.nextInt(10));
            case 2 -> Duration.ofDays(random.nextInt(100));
            case 3, 4 -> Duration.ofHours(random.nextInt(48));
            default -> Duration.ofMinutes(random.nextInt(30));
        };
    }

    /** @param firstCall 0 = all before the run */
    private void changes(int run, int firstCall, int count) {
        for (var i = 0; i < count; i++) {
            var call = firstCall == 0 ? 0 : firstCall + random.nextInt(SOME_CALLS);
            drawn.add(new Change(run, call, kind(), objects.get(random.nextInt(objects.size())), seed()));
        }
    }

    private Change.Kind kind() {
        var kind = Change.Kind.draw(random);
        return !traceless && Scenario.TRACELESS.contains(kind) ? Change.Kind.UPDATE : kind;
    }

    private void special(int run) {
        switch (random.nextInt(24)) {
            case 0, 1 -> drawn.add(new Circumstance.Traffic(run, 1 + random.nextInt(4), seed()));
            case 2, 3 -> drawn.add(new Circumstance.Kill(run, 1 + random.nextInt(2 * SOME_CALLS + 60)));
            case 4 -> drawn.add(new Circumstance.LostReply(run, 1 + random.nextInt(5), random.nextBoolean()));
            case 5 -> drawn.add(new Circumstance.SecondRun(run, 1 + random.nextInt(SOME_CALLS)));
            case 6 -> drawn.add(new Circumstance.LessScope(run, lostScopes(), random.nextBoolean()));
            case 7 -> {
                if (run > 0) {
                    drawn.add(new Circumstance.OtherPortal(run));
                }
            }
            case 8, 15, 16, 17 -> selection(run);
            case 18, 19, 22, 23 -> bulkAndWork(run);
            case 9 -> drawn.add(new Circumstance.FewerTypes(run, List.of(objects.get(random.nextInt(objects.size())))));
            case 10 -> drawn.add(new Circumstance.NoFacts(run));
            case 11 -> drawn.add(new Circumstance.Refresh(run, POLICIES.get(random.nextInt(POLICIES.size()))));
            case 12 -> drawn.add(new Circumstance.WrongClock(run, error()));
            case 13 -> drawn.add(new Circumstance.ClockJump(run, 1 + random.nextInt(SOME_CALLS), error()));
            case 14 -> {
                if (run > 0) {
                    drawn.add(
                            random.nextInt(3) == 0
                                    ? new Circumstance.NewWarehouse(run)
                                    : new Circumstance.DroppedTable(run, objects.get(random.nextInt(objects.size()))));
                }
            }
            default -> trouble(run);
        }
    }

    /** More new or changed records than a page holds, in one millisecond, and pages that move while they are read. */
    private void bulkAndWork(int run) {
        var object = objects.get(random.nextInt(objects.size()));
        var kind = random.nextInt(3) == 0 ? Change.Kind.BULK_IMPORT : Change.Kind.BULK_UPDATE;
        drawn.add(new Change(run, Change.LONG_BEFORE, kind, object, seed()));
        drawn.add(new Circumstance.Pause(run, SETTLED));
        drawn.add(new Circumstance.Traffic(run, 1 + random.nextInt(2), seed()));
    }

    private Set<String> lostScopes() {
        return switch (random.nextInt(3)) {
            case 0 -> Set.of("sensitive");
            case 1 -> Set.of(objects.get(random.nextInt(objects.size())));
            default -> Set.of("sensitive", objects.get(random.nextInt(objects.size())));
        };
    }

    private void selection(int run) {
        var object = objects.get(random.nextInt(objects.size()));
        var properties = ScenarioDraw.properties(object);
        var property = object + "." + properties.get(random.nextInt(properties.size()));
        drawn.add(
                random.nextBoolean()
                        ? new Circumstance.Selection(run, include, List.of(property))
                        : new Circumstance.Selection(run, List.of(property), List.of()));
    }

    private Duration error() {
        return switch (random.nextInt(6)) {
            case 0 -> Duration.ofDays(1 + random.nextInt(400));
            case 1 -> Duration.ofDays(-1 - random.nextInt(400));
            case 2 -> Duration.ofMinutes(10 + random.nextInt(200));
            case 3 -> Duration.ofMinutes(-10 - random.nextInt(200));
            case 4 -> Duration.ofSeconds(random.nextInt(290));
            default -> Duration.ofSeconds(-random.nextInt(290));
        };
    }

    private void trouble(int run) {
        var share = List.of(0.02, 0.05, 0.2).get(random.nextInt(3));
        var times = 1 + random.nextInt(6);
        var fault = switch (random.nextInt(19)) {
            case 0 -> new Fault.Refuse(503, Fault.Body.HTML, OptionalInt.empty());
            case 1 -> new Fault.Refuse(500, Fault.Body.JSON, OptionalInt.empty());
            case 2 -> new Fault.Refuse(423, Fault.Body.JSON, OptionalInt.of(2));
            case 3 -> new Fault.RateLimit(Limit.TEN_SECONDLY_ROLLING, OptionalInt.empty());
            case 4 -> new Fault.RateLimit(Limit.SECONDLY, OptionalInt.of(1));
            case 5 -> new Fault.HtmlInsteadOfJson();
            case 6 -> new Fault.InvalidJson();
            case 7 -> new Fault.CutShort();
            case 8 -> new Fault.Stall();
            case 9 -> new Fault.Reset();
            case 10 -> new Fault.PartialBatch();
            case 11 -> new Fault.DuplicateRows();
            case 12 -> new Fault.Empty(Fault.Empty.Kind.NOTHING);
            case 13 -> new Fault.UnknownFields();
            case 14 -> new Fault.TypedValues();
            case 15 -> new Fault.WrongDate(error());
            case 16 -> new Fault.MissingDate();
            case 17 -> new Fault.OmitRows(Set.of(), 1, Fault.OmitRows.Report.SILENT);
            default -> new Fault.RevokeToken();
        };
        FaultRule rule;
        if (fault instanceof Fault.RevokeToken) {
            rule = FaultRule.once(fault).when(new Trigger.Calls(Set.of(1L + random.nextInt(SOME_CALLS))));
        } else if (fault instanceof Fault.OmitRows) {
            rule = FaultRule.withProbability(fault, 0.2, seed())
                    .on("list", "batch_read", "search", "associations", "properties")
                    .atMost(3);
        } else if (fault instanceof Fault.WrongDate || fault instanceof Fault.MissingDate) {
            rule = FaultRule.always(fault);
        } else {
            rule = FaultRule.withProbability(fault, share, seed()).atMost(times);
        }
        drawn.add(new Circumstance.Trouble(run, fault.toString(), rule));
    }

    private long seed() {
        return 1L + random.nextInt(1_000_000);
    }
}
