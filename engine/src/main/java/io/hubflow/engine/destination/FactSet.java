package io.hubflow.engine.destination;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that HubSpot has about one owner for one {@link FactTable}, as of one reading; empty when HubSpot answered that
 * there is nothing. A part of an answer is never a set: what it leaves out would be removed.
 *
 * @param readAtMillis when the request was sent: not later than the moment that the answer describes
 * @param rows in any order, each with a value for every column of the table, of the class that {@link ColumnType} names; the
 *     owner column holds {@code ownerId}. Not copied, for speed: the giver must not change them afterwards
 */
public record FactSet(long ownerId, long readAtMillis, List<@Nullable Object[]> rows) {}
