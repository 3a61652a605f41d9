package io.hubflow.engine;

import io.hubflow.engine.catalog.Catalog;
import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.fact.AssociationChoice;
import io.hubflow.engine.fact.LinkPair;
import io.hubflow.engine.fact.LinkProblems;
import io.hubflow.engine.feed.AssociationTypes;
import io.hubflow.engine.identity.TypeNames;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the pairs of object types whose links a user asked for. Every pair of the chosen types leaves out those that HubSpot
 * cannot link; a pair that is named must exist. A pair that HubSpot refuses is left out alone.
 */
final class RequestedPairs {
    private final Catalog catalog;
    private final TypeNames names;
    private final AssociationTypes types;

    RequestedPairs(Catalog catalog, TypeNames names, AssociationTypes types) {
        this.catalog = catalog;
        this.names = names;
        this.types = types;
    }

    /**
     * @param refused pairs that cannot be read, each with HubSpot's reason
     * @param byDefault those of all of them that nobody named
     */
    record Resolved(List<LinkPair> pairs, Map<LinkPair, ConnectorException> refused, Set<LinkPair> byDefault) {}

    /** @throws ConnectorException {@code CONFIGURATION_INVALID} with everything that is wrong with the named pairs */
    Resolved find(AssociationChoice choice, List<DiscoveredType> chosen, ExecutorService threads) {
        var problems = new ArrayList<String>();
        var named = named(choice, chosen, problems);
        var wanted = withDealSplits(choice.every() ? every(chosen) : named, chosen);
        var answers = new LinkedHashMap<LinkPair, Future<Optional<LinkPair>>>();
        var refused = new LinkedHashMap<LinkPair, ConnectorException>();
        for (var pair : wanted) {
            if (problem(pair.from(), chosen).isPresent()) {
                continue; // it fails by itself, and its links with it
            }
            otherEndsProblem(pair, chosen)
                    .ifPresentOrElse(
                            problem -> refused.put(pair, problem),
                            () -> answers.put(
                                    pair,
                                    pair.isDealSplits()
                                            ? CompletableFuture.completedFuture(Optional.of(pair))
                                            : threads.submit(() -> linked(pair, choice.every()))));
        }
        var pairs = new ArrayList<LinkPair>();
        answers.forEach((pair, answer) -> {
            try {
                var linked = SyncEngine.await(answer);
                linked.ifPresent(pairs::add);
                if (linked.isEmpty() && !choice.every()) {
                    problems.add("HubSpot cannot link records of " + pair.from().name() + " to records of "
                            + pair.to().name() + ".");
                }
            } catch (ConnectorException e) {
                if (!LinkProblems.isAboutPair(e)) {
                    throw e;
                }
                refused.put(pair, e);
            }
        });
        if (!problems.isEmpty()) {
            throw new ConnectorException(
                    ErrorCode.CONFIGURATION_INVALID,
                    String.join(" ", problems),
                    "Nothing was read.",
                    "Correct the pairs of associations; all means every pair that HubSpot can link.");
        }
        var byDefault = Stream.concat(pairs.stream(), refused.keySet().stream()).collect(Collectors.toSet());
        named.forEach(pair -> byDefault.remove(fromDeals(pair, chosen)));
        return new Resolved(pairs, refused, Set.copyOf(byDefault));
    }

    /**
     * The pair as HubSpot shows its links. Some are shown from one side alone: those of leads and deals from the leads.
     * A pair that nobody named is then loaded from that side, whatever the order of its types.
     */
    private Optional<LinkPair> linked(LinkPair pair, boolean fromEitherSide) {
        if (types.areRelated(pair)) {
            return Optional.of(pair);
        }
        var turned = new LinkPair(pair.to(), pair.from());
        if (!fromEitherSide || !types.areRelated(turned)) {
            return Optional.empty();
        }
        // A table in the wrong direction would stay for good, so one refusal does not turn a pair.
        return Optional.of(types.areRelatedAfterAll(pair) ? pair : turned);
    }

    private static List<LinkPair> every(List<DiscoveredType> chosen) {
        var found = chosen.stream().flatMap(one -> one.type().stream()).toList();
        var pairs = new ArrayList<LinkPair>();
        for (var i = 0; i < found.size(); i++) {
            for (var j = i + 1; j < found.size(); j++) {
                pairs.add(new LinkPair(found.get(i), found.get(j)));
            }
        }
        return pairs;
    }

    /** Deals and their splits are no association: where both are loaded, so is the deal of each split. */
    private static List<LinkPair> withDealSplits(List<LinkPair> wanted, List<DiscoveredType> chosen) {
        var pairs = new LinkedHashSet<LinkPair>();
        Stream.concat(wanted.stream(), every(chosen).stream().filter(RequestedPairs::areDealSplits))
                .map(pair -> fromDeals(pair, chosen))
                .forEach(pairs::add);
        return List.copyOf(pairs);
    }

    /** Deal splits are read from the side of the deals; other pairs stay as they are. */
    private static LinkPair fromDeals(LinkPair pair, List<DiscoveredType> chosen) {
        return areDealSplits(pair) && !pair.isDealSplits() && isChosen(pair.to(), chosen)
                ? new LinkPair(pair.to(), pair.from())
                : pair;
    }

    private static boolean areDealSplits(LinkPair pair) {
        return pair.isDealSplits() || new LinkPair(pair.to(), pair.from()).isDealSplits();
    }

    private static boolean isChosen(ObjectType type, List<DiscoveredType> chosen) {
        return chosen.stream().anyMatch(one -> one.type().filter(type::equals).isPresent());
    }

    private List<LinkPair> named(AssociationChoice choice, List<DiscoveredType> chosen, List<String> problems) {
        var pairs = new ArrayList<LinkPair>();
        for (var pair : choice.pairs()) {
            var from = find(pair.from(), chosen);
            if (from.isEmpty() && mayBeUnresolved(pair.from(), chosen)) {
                continue; // its object type fails by itself, and its links with it
            }
            if (from.isEmpty()) {
                problems.add("The pair " + pair + " begins with " + pair.from()
                        + ", which is not among the object types to load; links are loaded with the records of their first"
                        + " type.");
                continue;
            }
            try {
                var to = find(pair.to(), chosen).orElseGet(() -> names.bind(catalog.resolve(pair.to())));
                pairs.add(new LinkPair(from.get(), to));
            } catch (ConnectorException e) {
                if (e.code() != ErrorCode.OBJECT_TYPE_UNKNOWN) {
                    throw e;
                }
                problems.add("The pair " + pair + ": " + e.what() + " " + e.action());
            }
        }
        return pairs;
    }

    /** Those of the pairs whose types are known without a call. */
    static List<LinkPair> known(List<AssociationChoice.Named> names, Catalog catalog) {
        var known = new ArrayList<LinkPair>();
        known.add(new LinkPair(catalog.resolve(LinkPair.DEALS), catalog.resolve(LinkPair.DEAL_SPLITS)));
        for (var pair : names) {
            var from = catalog.findKnown(pair.from());
            var to = catalog.findKnown(pair.to());
            if (from.isPresent() && to.isPresent()) {
                known.add(new LinkPair(from.get(), to.get()));
            }
        }
        return known;
    }

    private static Optional<ObjectType> find(String written, List<DiscoveredType> chosen) {
        var name = written.toLowerCase(Locale.ROOT);
        return chosen.stream()
                .flatMap(one -> one.type().stream())
                .filter(type -> type.name().equals(name) || type.aliases().contains(name))
                .findFirst();
    }

    /** Whether this may be the name of a chosen object type that HubSpot could not be asked about. */
    private static boolean mayBeUnresolved(String written, List<DiscoveredType> chosen) {
        return chosen.stream()
                .filter(one -> one.type().isEmpty())
                .anyMatch(one -> one.written().equalsIgnoreCase(written)
                        || one.problem()
                                .filter(problem -> problem.code() != ErrorCode.OBJECT_TYPE_UNKNOWN)
                                .isPresent());
    }

    private static Optional<ConnectorException> problem(ObjectType type, List<DiscoveredType> chosen) {
        return chosen.stream()
                .filter(one -> one.type().filter(type::equals).isPresent())
                .flatMap(one -> one.problem().stream())
                .findFirst();
    }

    /** Why links to the other end cannot be read, as its discovery found: a scope is missing, or the type is gone. */
    private static Optional<ConnectorException> otherEndsProblem(LinkPair pair, List<DiscoveredType> chosen) {
        return problem(pair.to(), chosen).filter(problem -> switch (problem.code()) {
            case HUBSPOT_SCOPE_MISSING, OBJECT_TYPE_UNKNOWN, HUBSPOT_NOT_FOUND -> true;
            default -> false;
        });
    }
}
