package io.hubflow.engine.fact;

import io.hubflow.engine.checkpoint.FactProgress;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.destination.FactSet;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.AssociationLink;
import io.hubflow.hubspot.HubSpotClient;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the links of a pair for records of its first type. Where HubSpot refuses the pair, it is left out for the rest of the run,
 * and the state says that its links have to be loaded again. Thread-safe.
 */
public final class LinkReader implements PairReader {
    private final LinkPair pair;
    private final LinkPages pages;
    private final FactClock clock;
    private final LinkProblems problems;
    private final LinkTypes types;
    private volatile boolean lost;

    LinkReader(LinkPair pair, LinkSource source, FactClock clock, LinkProblems problems, LinkTypes types) {
        this.pair = pair;
        this.pages = new LinkPages(source);
        this.clock = clock;
        this.problems = problems;
        this.types = types;
    }

    public static LinkReader of(
            LinkPair pair, HubSpotClient client, FactClock clock, LinkProblems problems, LinkTypes types) {
        return new LinkReader(pair, client.associations()::batchRead, clock, problems, types);
    }

    @Override
    public LinkPair pair() {
        return pair;
    }

    @Override
    public boolean isLost() {
        return lost;
    }

    @Override
    public FactTable table() {
        return pair.factTable();
    }

    @Override
    public ObjectState effect(ObjectState state) {
        var known = state.readAt(clock.newestMillis());
        return lost ? known.mapFactTable(pair.table(), FactProgress::again) : known;
    }

    @Override
    public List<FactSet> read(List<Long> ids) {
        if (lost || ids.isEmpty()) {
            return List.of();
        }
        var readAtMillis = clock.sending();
        try {
            var links = pages.read(pair.from().apiName(), pair.to().apiName(), ids);
            if (!links.unanswered().isEmpty()) {
                problems.unanswered(pair, links.unanswered().size());
            }
            var sets = new ArrayList<FactSet>(ids.size());
            links.linksById().forEach((id, some) -> {
                some.forEach(link -> types.saw(pair, link));
                sets.add(new FactSet(id, readAtMillis, rows(id, some)));
            });
            return sets;
        } catch (ConnectorException e) {
            if (!LinkProblems.isAboutPair(e)) {
                throw e;
            }
            lost = true;
            problems.lost(pair, e);
            return List.of();
        }
    }

    /** The ids of the first type's records that HubSpot names from the other side. */
    @Override
    public List<Long> findOwners(List<Long> otherIds) {
        if (lost || otherIds.isEmpty()) {
            return List.of();
        }
        try {
            var owners = new HashSet<Long>();
            pages.read(pair.to().apiName(), pair.from().apiName(), otherIds)
                    .linksById()
                    .values()
                    .forEach(links -> links.forEach(link -> owners.add(link.toId())));
            return List.copyOf(owners);
        } catch (ConnectorException e) {
            if (!LinkProblems.isAboutPair(e)) {
                throw e;
            }
            lost = true;
            problems.lost(pair, e);
            return List.of();
        }
    }

    private static List<@Nullable Object[]> rows(long fromId, List<AssociationLink> links) {
        var rows = new ArrayList<@Nullable Object[]>(links.size());
        for (var link : links) {
            rows.add(new @Nullable Object[] {
                fromId, link.toId(), link.typeId(), emptyIsNull(link.category()), emptyIsNull(link.label())
            });
        }
        return rows;
    }

    private static @Nullable String emptyIsNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
