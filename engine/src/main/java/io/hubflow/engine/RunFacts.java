package io.hubflow.engine;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.checkpoint.FactProgress;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.commit.GroupCommits;
import io.hubflow.engine.commit.Streams;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.fact.FactClock;
import io.hubflow.engine.fact.FactReader;
import io.hubflow.engine.fact.HistoryReader;
import io.hubflow.engine.fact.LinkEnd;
import io.hubflow.engine.fact.LinkPair;
import io.hubflow.engine.fact.LinkProblems;
import io.hubflow.engine.fact.LinkTypes;
import io.hubflow.engine.fact.PairReader;
import io.hubflow.engine.fact.ReverseLinkReader;
import io.hubflow.engine.privacy.PrivacyRules;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.HubSpotClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * The facts that a run reads beside records: links of the chosen pairs, histories of the chosen properties. Each belongs to the
 * object type whose records own it, and how far it is loaded is part of that type's state.
 */
public final class RunFacts {
    private final List<PairReader> links;
    private final Map<ObjectType, HistoryReader> histories;
    private final List<LinkPair> refused;
    private final List<LinkPair> earlier;
    /** Being loaded for the first time: their tables may be missing because nothing was written into them yet. */
    private final Set<LinkPair> begun;

    /** Whether this run has links for the table of a pair. */
    private final Map<LinkPair, AtomicBoolean> written = new ConcurrentHashMap<>();

    private final FactClock clock;
    private final long writtenToMillis;

    private RunFacts(
            List<PairReader> links,
            Map<ObjectType, HistoryReader> histories,
            List<LinkPair> refused,
            List<LinkPair> earlier,
            Set<LinkPair> begun,
            FactClock clock,
            long writtenToMillis) {
        this.links = links;
        this.histories = histories;
        this.refused = refused;
        this.earlier = earlier;
        this.begun = begun;
        this.clock = clock;
        this.writtenToMillis = writtenToMillis;
    }

    /** With pairs that earlier runs may have loaded: their tables lose the links of departed records too. */
    RunFacts knowing(List<LinkPair> pairs) {
        return new RunFacts(links, histories, refused, List.copyOf(pairs), begun, clock, writtenToMillis);
    }

    /**
     * @param checkpoints all that the destination holds
     * @param problems hears of pairs that are refused while they are read
     * @param histories properties by object type, sorted; no entry is empty
     * @param privacy how values are stored
     */
    static RunFacts of(
            HubSpotClient client,
            List<Checkpoint> checkpoints,
            LinkProblems problems,
            RequestedPairs.Resolved pairs,
            LinkTypes types,
            Map<ObjectType, List<String>> histories,
            PrivacyRules privacy) {
        var newest = newestReading(checkpoints);
        var facts = of(
                client,
                FactClock.after(newest, client),
                problems,
                pairs.pairs(),
                List.copyOf(pairs.refused().keySet()),
                types,
                histories,
                privacy);
        return new RunFacts(facts.links, facts.histories, facts.refused, facts.earlier, Set.of(), facts.clock, newest)
                .beside(checkpoints);
    }

    /**
     * With what the destination holds: departures are also told to the tables of pairs that are being loaded for the first time.
     *
     * @param checkpoints all that the destination holds
     */
    public RunFacts beside(List<Checkpoint> checkpoints) {
        var begun = new HashSet<LinkPair>();
        links.forEach(reader -> begun.add(reader.pair()));
        checkpoints.stream()
                .filter(ObjectState::isIn)
                .map(one -> StateCodec.read(one, ObjectState.class))
                .forEach(state -> begun.removeIf(pair -> state.hasLoadedFacts(pair.table())));
        return new RunFacts(links, histories, refused, earlier, Set.copyOf(begun), clock, writtenToMillis);
    }

    /**
     * For whoever plans and reads in different places.
     *
     * @param pairs those that can be read
     * @param refused those that the token may not read
     * @param types hears of the types of links that are met
     * @param histories properties by object type, sorted; no entry is empty
     * @param privacy how values are stored
     */
    public static RunFacts of(
            HubSpotClient client,
            FactClock clock,
            LinkProblems problems,
            List<LinkPair> pairs,
            List<LinkPair> refused,
            LinkTypes types,
            Map<ObjectType, List<String>> histories,
            PrivacyRules privacy) {
        var links = pairs.stream()
                .map(pair -> PairReader.of(pair, client, clock, problems, types, privacy))
                .toList();
        var readers = new HashMap<ObjectType, HistoryReader>();
        histories.forEach(
                (type, names) -> readers.put(type, HistoryReader.of(type, names, client, clock, privacy.of(type))));
        return new RunFacts(links, readers, refused, List.of(), Set.of(), clock, 0);
    }

    /** @param sentences take a pair and what an operator should know of it */
    public static LinkProblems problems(BiConsumer<LinkPair, String> sentences) {
        return new Warner(sentences);
    }

    /** The newest time of reading that anything was given up to now; 0 = none. */
    static long newestReading(Streams streams) {
        return newestReading(streams.all());
    }

    private static long newestReading(List<Checkpoint> checkpoints) {
        return checkpoints.stream()
                .filter(ObjectState::isIn)
                .mapToLong(one -> StateCodec.read(one, ObjectState.class).readAtMillis())
                .max()
                .orElse(0);
    }

    /** Readers of what records of this type own. */
    public List<FactReader> ownedBy(ObjectType type) {
        var own = new ArrayList<FactReader>();
        links.stream().filter(reader -> reader.pair().from().equals(type)).forEach(own::add);
        if (histories.containsKey(type)) {
            own.add(histories.get(type));
        }
        return own;
    }

    /** Everything that is read beside records of this type: what they own, and links in which they stand second. */
    public List<FactReader> beside(ObjectType type) {
        var readers = ownedBy(type);
        links.stream()
                .filter(reader ->
                        reader.pair().to().equals(type) && !reader.pair().from().equals(type))
                .forEach(reader -> readers.add(new ReverseLinkReader(reader, !begun.contains(reader.pair()))));
        return readers;
    }

    /** Pairs whose links records of this type own. */
    List<LinkPair> pairsOf(ObjectType type) {
        return links.stream()
                .map(PairReader::pair)
                .filter(pair -> pair.from().equals(type))
                .toList();
    }

    /** Properties of this type whose histories are read. */
    List<String> historiesOf(ObjectType type) {
        return Optional.ofNullable(histories.get(type))
                .map(HistoryReader::properties)
                .orElse(List.of());
    }

    /** Whether anything is read beside records of this type. */
    boolean isAnyBeside(ObjectType type) {
        return !beside(type).isEmpty();
    }

    /** How many pairs have records of this type in second place. */
    int reverseOf(ObjectType type) {
        return beside(type).size() - ownedBy(type).size();
    }

    /** The newest time of reading that earlier runs have given to anything; 0 = none, or not known. */
    long writtenToMillis() {
        return writtenToMillis;
    }

    private Set<LinkPair> pairs() {
        var pairs = new LinkedHashSet<LinkPair>();
        links.forEach(reader -> pairs.add(reader.pair()));
        pairs.addAll(refused);
        pairs.addAll(earlier);
        return pairs;
    }

    /** Types whose records tables of links name. */
    Set<ObjectType> linkedTypes() {
        var types = new LinkedHashSet<ObjectType>();
        for (var pair : pairs()) {
            types.add(pair.from());
            types.add(pair.to());
        }
        return types;
    }

    /** Tables of links that lose rows when a record of this type departs, whether or not this run reads them. */
    public List<LinkEnd> endsOf(ObjectType type) {
        var ends = new ArrayList<LinkEnd>();
        for (var pair : pairs()) {
            if (pair.from().equals(type)) {
                ends.add(new LinkEnd(pair.factTable(), pair.fromColumn(), written(pair), clock::newestMillis));
            }
            if (pair.to().equals(type)) {
                ends.add(new LinkEnd(pair.factTable(), pair.toColumn(), written(pair), clock::newestMillis));
            }
        }
        return ends;
    }

    private AtomicBoolean written(LinkPair pair) {
        return written.computeIfAbsent(pair, one -> new AtomicBoolean(begun.contains(one)));
    }

    /**
     * The state with an entry for each table of facts that its records own now. What is newly chosen, or whose table is gone, is
     * to be loaded for the records that are there; what is no longer chosen is forgotten, and its table stays as it is.
     *
     * @param tableExists whether the destination has a table
     */
    public ObjectState into(ObjectState state, ObjectType type, Predicate<String> tableExists, long nowMillis) {
        var progress = new ArrayList<FactProgress>();
        for (var reader : ownedBy(type)) {
            progress.add(progress(state, reader.table().name(), reader.properties(), tableExists, nowMillis));
        }
        for (var pair : refused) {
            if (pair.from().equals(type)) {
                progress.add(progress(state, pair.table(), List.of(), tableExists, nowMillis)
                        .again());
            }
        }
        return progress.equals(state.factTables()) ? state : state.withFactTables(progress);
    }

    /**
     * Has the links and histories whose table somebody dropped or replaced loaded again. This is committed before anything is read: the
     * links of the pair's other object type may make the table anew before its owners begin, and a destination tells of a replaced table
     * only until the next commit.
     *
     * @param isWhole whether the destination has a table, and the one that it made
     * @param lost hears of each, by object type
     */
    void reloadDropped(
            Streams streams,
            GroupCommits.CommitParticipant commits,
            Predicate<String> isWhole,
            BiConsumer<ObjectType, FactReader> lost,
            long nowMillis) {
        var dropped = new TreeMap<String, ObjectState>();
        for (var reader : owned()) {
            var owner = reader.getKey().name();
            var table = reader.getValue().table().name();
            var stored = Optional.ofNullable(dropped.get(owner)).or(() -> streams.find(owner, ObjectState.class));
            stored.filter(state -> state.factTable(table)
                            .filter(progress -> isDropped(progress, isWhole))
                            .isPresent())
                    .ifPresent(state -> {
                        lost.accept(reader.getKey(), reader.getValue());
                        dropped.put(
                                owner,
                                state.mapFactTable(
                                        table,
                                        progress -> FactProgress.toLoad(table, progress.properties(), nowMillis)));
                    });
        }
        if (!dropped.isEmpty()) {
            commits.commit(Commit.ofCheckpoints(dropped.entrySet().stream()
                    .map(one -> streams.next(one.getKey(), StateCodec.write(one.getValue())))
                    .toList()));
        }
    }

    private List<Map.Entry<ObjectType, FactReader>> owned() {
        var owned = new ArrayList<Map.Entry<ObjectType, FactReader>>();
        links.forEach(reader -> owned.add(Map.entry(reader.pair().from(), reader)));
        histories.forEach((type, reader) -> owned.add(Map.entry(type, reader)));
        return owned;
    }

    private static boolean isDropped(FactProgress progress, Predicate<String> tableExists) {
        return !progress.unmade() && !tableExists.test(progress.table());
    }

    private static FactProgress progress(
            ObjectState state, String table, List<String> properties, Predicate<String> tableExists, long nowMillis) {
        var hasRows = state.highestId() > 0;
        var exists = tableExists.test(table);
        var known = state.factTable(table);
        var more = known.map(before -> !before.properties().containsAll(properties))
                .orElse(true);
        var dropped = known.filter(before -> isDropped(before, tableExists)).isPresent();
        final FactProgress progress;
        if (hasRows && (more || dropped)) {
            progress = FactProgress.toLoad(table, properties, nowMillis);
        } else {
            progress = known.map(before -> before.about(properties))
                    .orElseGet(() -> FactProgress.fromTheStart(table, properties, nowMillis));
        }
        return exists ? progress.made() : progress;
    }

    /** Tells of links that are not read. */
    private record Warner(BiConsumer<LinkPair, String> sentences) implements LinkProblems {
        @Override
        public void lost(LinkPair pair, ConnectorException refusal) {
            if (pair.isDealSplits()) {
                sentences.accept(
                        pair,
                        "Which deals the deal splits belong to was not read. " + refusal.what()
                                + " The records were read, and what is stored in " + pair.table()
                                + (refusal.code() == ErrorCode.HUBSPOT_SCOPE_MISSING
                                        ? " stays. Add the scope; the next run then loads it."
                                        : " stays. The next run that HubSpot lets read it loads it."));
                return;
            }
            var action = refusal.code() == ErrorCode.HUBSPOT_SCOPE_MISSING
                    ? " Both ends of a pair need their scope. The records were read, and links that are stored stay. Add"
                            + " the scope; the next run then loads the links."
                    : " The records were read, and links that are stored stay. The next run that HubSpot lets read them"
                            + " loads the links. If HubSpot has no such links any more, leave the pair out.";
            sentences.accept(
                    pair,
                    "The links from " + pair.from().name() + " to " + pair.to().name() + " were not read. "
                            + refusal.what() + action);
        }

        @Override
        public void unanswered(LinkPair pair, int records) {
            sentences.accept(
                    pair,
                    "HubSpot said nothing about the links of " + records + " records of "
                            + pair.from().name() + " to " + pair.to().name()
                            + ", although it was asked twice. Their stored links stay as they are.");
        }
    }
}
