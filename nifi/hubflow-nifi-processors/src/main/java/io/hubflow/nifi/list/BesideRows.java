package io.hubflow.nifi.list;

import io.hubflow.engine.ExposedValues;
import io.hubflow.engine.ObjectPlan;
import io.hubflow.engine.RequestedFacts;
import io.hubflow.engine.RunFacts;
import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.catalog.VisibleProperties;
import io.hubflow.engine.checkpoint.CatalogState;
import io.hubflow.engine.checkpoint.FilterState;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.PortalIdentity;
import io.hubflow.engine.checkpoint.RefreshBudget;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.commit.Streams;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.ReferenceTable;
import io.hubflow.engine.fact.FactClock;
import io.hubflow.engine.fact.LinkProblems;
import io.hubflow.engine.feed.AssociationTypes;
import io.hubflow.engine.identity.PortalGuard;
import io.hubflow.engine.identity.TypeNames;
import io.hubflow.engine.load.RefreshLedger;
import io.hubflow.engine.plan.StartingState;
import io.hubflow.engine.schema.ExistingTable;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.PropertyCatalog;
import io.hubflow.hubspot.ServerTime;
import io.hubflow.nifi.CanvasText;
import io.hubflow.nifi.FactPlan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Reads from a destination whose records it holds and how far each object type is, by the same decisions as the command. What is new (an object type, a
 * property, an earlier bound) is written beside the rows before a slice of it is handed out, so that landing slices find it.
 */
final class BesideRows {
    /** How a property is stored whose values are being erased: not in any form that somebody may want. */
    private static final String BEING_ERASED = "erasing";

    /** Another writer may commit in between. */
    private static final int TRIES = 3;

    private final HubSpotClient client;
    private final Destination destination;
    private final PlanSettings settings;
    private final boolean mayWait;
    private final Predicate<String> plannedBefore;
    private final BiConsumer<String, String> notices;
    private final Consumer<RefreshBudget.Bucket> budgets;
    private final SharedUrlBound urlBound;
    private final boolean everyTypeKnown;

    /**
     * @param mayWait whether nobody but this node looks at the destination's checkpoints
     * @param plannedBefore whether slices of an object type were handed out before
     * @param notices take an object type and a sentence for the administrator
     * @param budgets take what is left of the refresh budget, as each of those who refresh these tables has left it
     * @param urlBound what this node has learned of the longest URL
     * @param everyTypeKnown false when a requested object type could not be discovered
     */
    BesideRows(
            HubSpotClient client,
            Destination destination,
            PlanSettings settings,
            boolean mayWait,
            Predicate<String> plannedBefore,
            BiConsumer<String, String> notices,
            Consumer<RefreshBudget.Bucket> budgets,
            SharedUrlBound urlBound,
            boolean everyTypeKnown) {
        this.everyTypeKnown = everyTypeKnown;
        this.budgets = budgets;
        this.urlBound = urlBound;
        this.client = client;
        this.destination = destination;
        this.settings = settings;
        this.mayWait = mayWait;
        this.plannedBefore = plannedBefore;
        this.notices = notices;
    }

    /** Those that the destination can take; the others are told of. */
    List<KnownType> open(List<WantedType> wanted, ServerTime now) {
        for (var tries = 1; ; tries++) {
            try {
                return openOnce(wanted, now);
            } catch (ConnectorException e) {
                if (e.code() != ErrorCode.DESTINATION_STATE_MOVED || tries == TRIES) {
                    throw e;
                }
            }
        }
    }

    private List<KnownType> openOnce(List<WantedType> wanted, ServerTime now) {
        var stored = destination.loadCheckpoints();
        RefreshLedger.rememberedIn(stored).forEach(budgets);
        var streams = Streams.of(stored);
        var portal = new PortalGuard(client, destination).require(stored);
        var known = new ArrayList<KnownType>();
        var checkpoints = new ArrayList<Checkpoint>();
        var names = new TypeNames(portal.identity().types(), stored, sentence -> notices.accept("Names", sentence));
        var bound =
                wanted.stream().map(type -> type.named(names.bind(type.type()))).toList();
        requireKnownPrivacy(bound, streams);
        var facts = facts(bound, streams, names);
        var references = new ArrayList<ReferenceTable>();
        for (var type : bound) {
            if (!type.unfilterable().isEmpty()) {
                notices.accept(
                        type.type().name(),
                        "Its filter looks at " + String.join(", ", type.unfilterable())
                                + ", which the token may not read, so it was not planned. Add the scope, or take it out of"
                                + " Record Filters.");
                continue;
            }
            try {
                known.add(open(type, facts, streams, portal, checkpoints, references, now));
            } catch (ConnectorException e) {
                if (!e.code().concernsOneTable()) {
                    throw e;
                }
                notices.accept(type.type().name(), CanvasText.of(e));
            }
        }
        var identity = urlBound.exchange(
                client,
                portal.identity().withTypes(names.bindings()),
                now.earliest().toEpochMilli());
        if (!portal.known() || !identity.equals(portal.identity())) {
            checkpoints.add(streams.next(PortalIdentity.STREAM, StateCodec.write(identity)));
        }
        if (facts.types().isChanged()) {
            references.add(facts.types().table());
            checkpoints.add(streams.next(AssociationTypes.STREAM, facts.types().state()));
        }
        if (!checkpoints.isEmpty()) {
            destination.commit(new Commit(List.of(), List.of(), references, checkpoints, List.of(), mayWait));
        }
        return known;
    }

    private KnownType open(
            WantedType wanted,
            RequestedFacts facts,
            Streams streams,
            PortalGuard.Verdict portal,
            List<Checkpoint> checkpoints,
            List<ReferenceTable> references,
            ServerTime now) {
        var type = wanted.type();
        var catalogStream = ObjectPlan.catalogStream(type);
        var before = ObjectPlan.storedCatalog(streams, type);
        var stored = streams.find(type.name(), ObjectState.class);
        var existing = existing(type, stored);
        var nowMillis = now.earliest().toEpochMilli();
        var visible = VisibleProperties.of(type, wanted.catalog(), before.properties(), nowMillis);
        visible.warnings().forEach(sentence -> notices.accept(type.name(), sentence));
        wanted.warnings().forEach(sentence -> notices.accept(type.name(), sentence));
        var plan = ObjectPlan.of(
                type,
                visible,
                wanted.readable(wanted.filter().select(type, visible.defined())),
                List.copyOf(wanted.refused().keySet()),
                Optional.empty(),
                existing,
                before,
                stored,
                settings.privacy().of(type),
                nowMillis);
        plan.lossInWords().ifPresent(sentence -> notices.accept(type.name(), sentence));
        var exposed = ExposedValues.of(type, plan, existing.schema(), destination);
        if (!plan.exposed().isEmpty() && (stored.isPresent() || existing.isPresent())) {
            refuseOldForm(type, plan, before, streams);
            exposed.erase();
        }
        var start = StartingState.of(
                stored.filter(state -> !portal.nothingStored()),
                existing.isPresent(),
                type.name(),
                portal.identity().portalId(),
                settings.modifiedFromMillis(),
                now,
                settings.settleLag());
        start.notice().ifPresent(sentence -> notices.accept(type.name(), sentence));
        tell(type.name(), start.kind());
        var pending = start.kind() == StartingState.Kind.KNOWN
                ? following(wanted, withPendingReads(plan, start.state(), now), nowMillis)
                : start.state().withFilter(new FilterState(filterText(wanted), followed(wanted)));
        var state = exposed.again(withPendingFacts(type, facts, pending, nowMillis));
        if (!stored.equals(Optional.of(state))) {
            checkpoints.add(streams.next(type.name(), StateCodec.write(state)));
        }
        var isAlike = plan.catalogState().protections().equals(before.protections());
        if (!isAlike) {
            references.addAll(plan.references());
        }
        // Of the reference tables as they were written; GetHubSpotSchema writes them now.
        var catalog = plan.catalogState().withFingerprints(before.fingerprints());
        if (!catalog.equals(before)) {
            checkpoints.add(streams.next(catalogStream, StateCodec.write(catalog)));
        }
        return new KnownType(
                wanted,
                plan,
                state,
                new FactPlan(facts.pairsOf(type), facts.historyOf(type)),
                settings.privacy(),
                isAlike && start.kind() == StartingState.Kind.KNOWN
                        ? KnownType.HandedOut.COUNTS
                        : KnownType.HandedOut.VOID,
                exposed);
    }

    /** A misspelt name would leave clear values in the table. One that was there once may be named. */
    private void requireKnownPrivacy(List<WantedType> bound, Streams streams) {
        var known = new LinkedHashMap<ObjectType, Set<String>>();
        for (var type : bound) {
            var names = new HashSet<String>();
            type.catalog().properties().forEach(property -> names.add(property.name()));
            ObjectPlan.storedCatalog(streams, type.type()).properties().forEach(property -> names.add(property.name()));
            known.put(type.type(), names);
        }
        settings.privacy().named().requireKnown(known, everyTypeKnown);
    }

    /**
     * FlowFiles on their way hold values in the old form. From this commit on none of them is written, so what is erased after
     * it stays erased. Whoever finds this state erases again.
     */
    private void refuseOldForm(ObjectType type, ObjectPlan plan, CatalogState before, Streams streams) {
        var protections = new TreeMap<>(before.protections());
        plan.exposed().forEach(property -> protections.put(property, BEING_ERASED));
        var checkpoints = new ArrayList<Checkpoint>();
        var catalogStream = ObjectPlan.catalogStream(type);
        checkpoints.add(streams.next(catalogStream, StateCodec.write(before.withProtections(protections))));
        // Rows are committed with their state, so a commit that began before this one fails.
        streams.find(type.name()).ifPresent(state -> checkpoints.add(streams.next(type.name(), state)));
        destination.commit(new Commit(List.of(), List.of(), List.of(), checkpoints, List.of(), false));
        streams.adopt(checkpoints);
    }

    private RequestedFacts facts(List<WantedType> bound, Streams streams, TypeNames names) {
        var catalogs = new LinkedHashMap<ObjectType, PropertyCatalog>();
        bound.forEach(type -> catalogs.put(type.type(), type.catalog()));
        var found = RequestedFacts.find(
                client,
                streams,
                names,
                destination.holdsReference(AssociationTypes.TABLE, ""),
                settings.associations(),
                settings.history(),
                settings.privacy(),
                catalogs);
        found.tellOfRefused(tellingOfLinks());
        return found;
    }

    /** While everything is read again, rows are on their way that make dropped columns anew. */
    private ExistingTable existing(ObjectType type, Optional<ObjectState> stored) {
        var isReadAgain = stored.filter(state -> state.refresh().required()).isPresent();
        return isReadAgain
                ? ExistingTable.whole(destination.findTable(type.table()))
                : ExistingTable.of(destination, type.table());
    }

    private LinkProblems tellingOfLinks() {
        return RunFacts.problems((pair, sentence) -> notices.accept(pair.from().name(), CanvasText.of(sentence)));
    }

    /** What the records lack is loaded by {@link FactBackfill}. */
    private ObjectState withPendingFacts(ObjectType type, RequestedFacts facts, ObjectState state, long nowMillis) {
        var reading = facts.reading(client, FactClock.after(state.readAtMillis(), client), tellingOfLinks());
        return reading.into(state, type, destination::hasTable, nowMillis);
    }

    /**
     * A first load of which nothing has arrived yet begins anew when properties are added or retyped: the slices on their way
     * read the old ones.
     */
    private ObjectState withPendingReads(ObjectPlan plan, ObjectState state, ServerTime now) {
        var snapshot = state.snapshot();
        var underWay = snapshot != null && snapshot.covered().isEmpty() && !StartingState.tellsOfRows(state);
        var news = !plan.newlySelected().isEmpty() || !plan.changed().isEmpty();
        return underWay && news
                ? StartingState.again(
                        state, settings.modifiedFromMillis(), now.earliest().toEpochMilli())
                : plan.withPendingReads(state, now);
    }

    /**
     * The state on its way to the filter that is wanted now. That every row which left an earlier one is marked is not known
     * here, so rows without marks are read again if yet another filter comes.
     */
    private ObjectState following(WantedType wanted, ObjectState state, long nowMillis) {
        var text = filterText(wanted);
        if (!state.filter().text().equals(text)) {
            return state.changingTo(text, nowMillis);
        }
        return state.filter().isChanging() && state.snapshot() == null
                ? state.withFilter(new FilterState(text, FilterState.Phase.UNMARKED))
                : state;
    }

    private String filterText(WantedType wanted) {
        return settings.privacy()
                .of(wanted.type())
                .filterText(wanted.records().properties(), wanted.records().text());
    }

    private FilterState.Phase followed(WantedType wanted) {
        return !wanted.records().isEverything() && settings.deletes() == DeleteMode.IGNORE
                ? FilterState.Phase.UNMARKED
                : FilterState.Phase.SETTLED;
    }

    private void tell(String objectType, StartingState.Kind kind) {
        if (kind == StartingState.Kind.TABLE_LOST) {
            notices.accept(
                    objectType,
                    "Its table is gone from " + destination.description()
                            + ", although its state is there: everything is loaded again.");
        } else if (kind == StartingState.Kind.NEW && plannedBefore.test(objectType)) {
            notices.accept(
                    objectType,
                    destination.description() + " holds nothing of it, although it was read before: another file or"
                            + " schema was set, its tables are gone, or an earlier version of hubflow filled them."
                            + " Everything is loaded.");
        }
    }
}
