package io.hubflow.e2e.history;

import io.hubflow.simulator.api.TokenGrant;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.fault.Trigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** Under what a run takes place, drawn from a seed. */
final class Circumstances {
    private static final String TOKEN = "pat-na1-history-";

    /** Everything but sensitive values. */
    private static final Set<String> USUAL_SCOPES = Set.of(
            "crm.objects.contacts.read",
            "tickets",
            "crm.objects.custom.read",
            "crm.objects.owners.read",
            "crm.schemas.contacts.read",
            "crm.schemas.tickets.read",
            "crm.schemas.custom.read");

    final String what;
    final List<FaultRule> faults = new ArrayList<>();
    TokenGrant token;
    List<String> include = List.of();
    List<String> exclude = List.of();
    /** Whether the run reads another portal. */
    boolean foreign;
    /** The commit that the run does not survive, and whether it still happens; 0 for none. */
    int lastCommit;

    boolean carriedOut;
    /** Whether the portal changes while it is read. */
    boolean traffic;
    /** Whether HubSpot answers what it has: then a run that says it was complete must be. */
    boolean truthful = true;

    private Circumstances(String what, long number) {
        this.what = what;
        this.token = TokenGrant.unrestricted(TOKEN + number);
    }

    /** Nothing is in the way. */
    static Circumstances calm(long number) {
        return new Circumstances("calm", number);
    }

    /** @param number of the run; each has a token of its own, because tokens are revoked */
    static Circumstances draw(Random random, long number) {
        return switch (random.nextInt(22)) {
            case 0 -> scoped("no sensitive scope", number, Set.of());
            case 1 -> {
                var narrow = scoped(
                        "no scope for tickets, no account", number, Set.of("tickets", "crm.schemas.tickets.read"));
                narrow.token = narrow.token.refusedBy("account");
                yield narrow;
            }
            case 2 -> {
                var sensitivity = random.nextBoolean() ? "sensitive" : "highly_sensitive";
                yield faulty(
                        "the class " + sensitivity + " is refused",
                        number,
                        FaultRule.always(refuse(403)).on("properties").ofClasses(sensitivity));
            }
            case 3 -> {
                var rows = random.nextInt(60);
                yield faulty(
                        "a property list of " + rows,
                        number,
                        FaultRule.always(new Fault.KeepRows(rows))
                                .on("properties")
                                .ofClasses("non_sensitive"));
            }
            case 4 ->
                faulty(
                        "properties are left out of the list",
                        number,
                        FaultRule.always(omit("city", "subject", "name")).on("properties"));
            case 5 -> selecting("--exclude", number, List.of(), List.of("contacts.city", "tickets.subject"));
            case 6 -> selecting("--include", number, List.of("contacts.email", "contacts.firstname"), List.of());
            case 7, 8 -> {
                var other = new Circumstances("another portal", number);
                other.foreign = true;
                if (random.nextBoolean()) {
                    other.token = other.token.refusedBy("account");
                }
                yield other;
            }
            case 9, 10, 11 -> {
                var killed = new Circumstances("killed", number);
                killed.lastCommit = 1 + random.nextInt(6);
                killed.carriedOut = random.nextBoolean();
                yield killed;
            }
            case 12 ->
                faulty(
                        "a Date that is off",
                        number,
                        FaultRule.always(new Fault.WrongDate(Duration.ofDays(random.nextBoolean() ? 1 : -1))));
            case 13 -> faulty("no Date", number, FaultRule.always(new Fault.MissingDate()));
            case 14 ->
                faulty(
                        "owners and pipelines are left out",
                        number,
                        FaultRule.always(new Fault.KeepRows(random.nextInt(3))).on("owners", "pipelines"));
            case 15 -> {
                var busy = new Circumstances("traffic", number);
                busy.traffic = true;
                yield busy;
            }
            case 16 -> {
                var lying = faulty(
                        "a record is left out",
                        number,
                        FaultRule.always(new Fault.OmitRows(Set.of(), 1, Fault.OmitRows.Report.SILENT))
                                .on(random.nextBoolean() ? "list" : "batch_read")
                                .when(new Trigger.Calls(Set.of(1L + random.nextInt(3)))));
                lying.truthful = false;
                yield lying;
            }
            case 17 -> {
                var odd = faulty("new fields and typed values", number, FaultRule.always(new Fault.UnknownFields()));
                odd.faults.add(FaultRule.always(new Fault.TypedValues()));
                yield odd;
            }
            case 18 -> {
                var revoked = new Circumstances("the token is revoked", number);
                revoked.faults.add(FaultRule.once(new Fault.RevokeToken())
                        .when(new Trigger.Calls(Set.of(8L + random.nextInt(20)))));
                yield revoked;
            }
            case 19 -> unreliable(number, random.nextInt(1_000_000));
            default -> calm(number);
        };
    }

    private static Circumstances unreliable(long number, long seed) {
        var unreliable = new Circumstances("calls fail now and then, seed " + seed, number);
        var rules = List.of(
                new Fault.Refuse(503, Fault.Body.HTML, OptionalInt.empty()),
                new Fault.InvalidJson(),
                new Fault.CutShort(),
                new Fault.Reset(),
                new Fault.DuplicateRows(),
                new Fault.PartialBatch());
        for (int i = 0; i < rules.size(); i++) {
            unreliable.faults.add(
                    FaultRule.withProbability(rules.get(i), 0.04, seed + i).atMost(2));
        }
        return unreliable;
    }

    private static Circumstances scoped(String what, long number, Set<String> without) {
        var scoped = new Circumstances(what, number);
        var left =
                USUAL_SCOPES.stream().filter(scope -> !without.contains(scope)).collect(Collectors.toSet());
        scoped.token = new TokenGrant(TOKEN + number, "1001", left);
        return scoped;
    }

    private static Circumstances faulty(String what, long number, FaultRule rule) {
        var faulty = new Circumstances(what, number);
        faulty.faults.add(rule);
        return faulty;
    }

    private static Circumstances selecting(String what, long number, List<String> include, List<String> exclude) {
        var selecting = new Circumstances(what, number);
        selecting.include = include;
        selecting.exclude = exclude;
        return selecting;
    }

    private static Fault refuse(int status) {
        return new Fault.Refuse(status, Fault.Body.JSON, OptionalInt.empty());
    }

    private static Fault omit(String... names) {
        return new Fault.OmitRows(Set.of(names), 0, Fault.OmitRows.Report.SILENT);
    }

    @Override
    public String toString() {
        return lastCommit == 0 ? what : what + (carriedOut ? " after" : " before") + " commit " + lastCommit;
    }
}
