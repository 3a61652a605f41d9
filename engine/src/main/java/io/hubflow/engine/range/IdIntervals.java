package io.hubflow.engine.range;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A set of ids as disjoint ranges: ascending, neighbours joined. Immutable; made for tens of ranges, so every operation
 * simply walks them.
 */
public final class IdIntervals {
    public static final IdIntervals NONE = new IdIntervals(List.of());

    private final List<IdRange> ranges;

    private IdIntervals(List<IdRange> ranges) {
        this.ranges = List.copyOf(ranges);
    }

    /** The ids in any of these ranges, which may overlap and come in any order. */
    public static IdIntervals of(List<IdRange> ranges) {
        var set = NONE;
        for (var range : ranges) {
            set = set.plus(range);
        }
        return set;
    }

    public static IdIntervals of(IdRange range) {
        return new IdIntervals(List.of(range));
    }

    /** Written in checkpoints as pairs {@code [from, to]}. */
    @JsonCreator
    static IdIntervals ofPairs(List<List<Long>> pairs) {
        return of(pairs.stream()
                .map(pair -> new IdRange(pair.get(0), pair.get(1)))
                .toList());
    }

    @JsonValue
    List<List<Long>> pairs() {
        return ranges.stream().map(range -> List.of(range.from(), range.to())).toList();
    }

    /** Ascending, disjoint, with a gap between any two. */
    public List<IdRange> ranges() {
        return ranges;
    }

    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    public boolean contains(long id) {
        return ranges.stream().anyMatch(range -> range.contains(id));
    }

    public IdIntervals plus(IdRange added) {
        var result = new ArrayList<IdRange>(ranges.size() + 1);
        var from = added.from();
        var to = added.to();
        var placed = false;
        for (var range : ranges) {
            if (range.to() < from) {
                result.add(range);
            } else if (range.from() > to) {
                if (!placed) {
                    result.add(new IdRange(from, to));
                    placed = true;
                }
                result.add(range);
            } else {
                from = Math.min(from, range.from());
                to = Math.max(to, range.to());
            }
        }
        if (!placed) {
            result.add(new IdRange(from, to));
        }
        return new IdIntervals(result);
    }

    public IdIntervals minus(IdRange removed) {
        var result = new ArrayList<IdRange>(ranges.size() + 1);
        for (var range : ranges) {
            if (range.from() < removed.from()) {
                result.add(new IdRange(range.from(), Math.min(range.to(), removed.from())));
            }
            if (range.to() > removed.to()) {
                result.add(new IdRange(Math.max(range.from(), removed.to()), range.to()));
            }
        }
        return new IdIntervals(result);
    }

    public IdIntervals plus(IdIntervals others) {
        var result = this;
        for (var range : others.ranges) {
            result = result.plus(range);
        }
        return result;
    }

    public IdIntervals minus(IdIntervals others) {
        var result = this;
        for (var range : others.ranges) {
            result = result.minus(range);
        }
        return result;
    }

    /** What of {@code whole} is not in here. */
    public IdIntervals gapsIn(IdRange whole) {
        return of(whole).minus(this);
    }

    /** What of {@code whole} is in here. */
    public IdIntervals within(IdRange whole) {
        return of(whole).minus(gapsIn(whole));
    }

    public Optional<IdRange> lowest() {
        return ranges.isEmpty() ? Optional.empty() : Optional.of(ranges.get(0));
    }

    public Optional<IdRange> highest() {
        return ranges.isEmpty() ? Optional.empty() : Optional.of(ranges.get(ranges.size() - 1));
    }

    /** Ids in all ranges together, used or not. */
    public long width() {
        return ranges.stream().mapToLong(IdRange::width).sum();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IdIntervals that && ranges.equals(that.ranges);
    }

    @Override
    public int hashCode() {
        return ranges.hashCode();
    }

    @Override
    public String toString() {
        return ranges.toString();
    }
}
