package io.hubflow.simulator.mutation;

import io.hubflow.simulator.portal.ListPlan;
import io.hubflow.simulator.portal.PropertyCatalog.RetypedValues;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A change of the portal. {@code objectType} is any name of a type.
 *
 * <p>Values not given are generated: another each time, in the shape the property has.
 */
public sealed interface Mutation {
    /** New records, created now. */
    record Create(String objectType, int count, Map<String, @Nullable String> values) implements Mutation {
        /** Copies the values. */
        public Create {
            values = copy(values);
        }
    }

    /** New records that all have the same created and modified millisecond. */
    record BulkImport(String objectType, int count, Optional<Instant> at) implements Mutation {}

    /**
     * Other values and a new last-modified time.
     *
     * @param properties properties that get generated values; with no values either, three usual ones
     */
    record Update(String objectType, Target target, List<String> properties, Map<String, @Nullable String> values)
            implements Mutation {
        /** Copies. */
        public Update {
            properties = List.copyOf(properties);
            values = copy(values);
        }
    }

    /** Other values of calculated properties; the last-modified time stays. */
    record Recalculate(String objectType, Target target, List<String> properties, Map<String, @Nullable String> values)
            implements Mutation {
        /** Copies. */
        public Recalculate {
            properties = List.copyOf(properties);
            values = copy(values);
        }
    }

    /**
     * Other values and a last-modified time that goes back, as an import with old times or a restored backup would
     * leave it (unverified in HubSpot).
     *
     * @param by how far back
     */
    record Backdate(
            String objectType,
            Target target,
            Duration by,
            List<String> properties,
            Map<String, @Nullable String> values)
            implements Mutation {
        /** Copies and checks. */
        public Backdate {
            properties = List.copyOf(properties);
            values = copy(values);
            if (by.isNegative() || by.isZero()) {
                throw new IllegalArgumentException("A record is backdated by a positive duration, not " + by);
            }
        }
    }

    /** To the recycle bin. */
    record Archive(String objectType, Target target) implements Mutation {}

    /** Out of the recycle bin. */
    record Restore(String objectType, Target target) implements Mutation {}

    /** Gone for good, as after a GDPR request. */
    record GdprDelete(String objectType, Target target) implements Mutation {}

    /** Gone from the recycle bin, as after 90 days. */
    record Purge(String objectType, Target target) implements Mutation {}

    /**
     * Two records become one; with a random target, pairs.
     *
     * @param target two ids, primary first, or so many random pairs
     */
    record Merge(String objectType, Target target, Optional<MergeMode> mode) implements Mutation {}

    /**
     * Links, both ways; no last-modified time moves.
     *
     * @param to what the record is linked with
     * @param label the label or, in digits, the id of the association type that the links have besides the plain one;
     *     empty for none
     */
    record Associate(String fromType, long fromId, String toType, Target to, String label) implements Mutation {
        /** One link without a label. */
        public Associate(String fromType, long fromId, String toType, long toId) {
            this(fromType, fromId, toType, Target.id(toId), "");
        }
    }

    /**
     * No links any more; no last-modified time moves.
     *
     * @param to from which of the linked records; a random target chooses among them
     * @param label the label or, in digits, the id of the one association type that goes; empty for the whole link
     */
    record Dissociate(String fromType, long fromId, String toType, Target to, String label) implements Mutation {
        /** One whole link. */
        public Dissociate(String fromType, long fromId, String toType, long toId) {
            this(fromType, fromId, toType, Target.id(toId), "");
        }
    }

    /** A new label of a pair of types; the other direction may call it differently. */
    record CreateLabel(String fromType, String toType, String label, String inverseLabel) implements Mutation {}

    /** Another text of a label, in one direction. */
    record RenameLabel(String fromType, String toType, String label, String newLabel) implements Mutation {}

    /** A label is gone from its pair of types and from every link. */
    record DeleteLabel(String fromType, String toType, String label) implements Mutation {}

    /** A pipeline's new label; every live record of the type is modified in one millisecond. */
    record EditPipeline(String objectType, String pipelineId, String label) implements Mutation {}

    /**
     * A new property.
     *
     * @param label what people read instead of the name; any text
     * @param populated whether existing records have values at once, without having been modified
     */
    record CreateProperty(
            String objectType,
            String name,
            String label,
            String type,
            String fieldType,
            List<String> options,
            String sensitivity,
            boolean calculated,
            boolean populated)
            implements Mutation {
        /** Copies the options. */
        public CreateProperty {
            options = List.copyOf(options);
        }

        /** A property whose label is its name. */
        public CreateProperty(
                String objectType,
                String name,
                String type,
                String fieldType,
                List<String> options,
                String sensitivity,
                boolean calculated,
                boolean populated) {
            this(objectType, name, name, type, fieldType, options, sensitivity, calculated, populated);
        }
    }

    /** A property leaves definitions and answers. */
    record ArchiveProperty(String objectType, String name) implements Mutation {}

    /** A property's type changes. */
    record RetypeProperty(
            String objectType, String name, String type, String fieldType, List<String> options, RetypedValues values)
            implements Mutation {
        /** Copies the options. */
        public RetypeProperty {
            options = List.copyOf(options);
        }
    }

    /** An owner leaves the account; records keep the id. */
    record DeactivateOwner(long ownerId) implements Mutation {}

    /** An owner is gone from active and archived ones; records keep the id. */
    record DeleteOwner(long ownerId) implements Mutation {}

    /**
     * A new user, who is an owner.
     *
     * @param teamId empty for no team
     */
    record CreateUser(String email, String firstName, String lastName, String teamId) implements Mutation {}

    /** A user and the owner are in another team. */
    record MoveUser(long userId, String teamId) implements Mutation {}

    /** A team has another name. */
    record RenameTeam(String teamId, String name) implements Mutation {}

    /** A new exchange rate to the company's currency; the earlier one stays. */
    record SetExchangeRate(String fromCurrency, BigDecimal rate) implements Mutation {}

    /** A pipeline and its stages are gone; records keep the ids. */
    record DeletePipeline(String objectType, String pipelineId) implements Mutation {}

    /** A stage is gone; records keep the id. */
    record DeleteStage(String objectType, String stageId) implements Mutation {}

    /**
     * A custom object type under a type id that was never used, with generated records.
     *
     * @param name its name in the schema; also what paths call it, unless {@code plural} says otherwise
     */
    record CreateType(String name, String plural, long count) implements Mutation {}

    /** The account uses a type of HubSpot's own from now on. */
    record ActivateType(String objectType) implements Mutation {}

    /** The account does not use a type of HubSpot's own any more; its records stay, but nothing shows them. */
    record DeactivateType(String objectType) implements Mutation {}

    /** A custom object type is gone with its records; its name can be used again. */
    record DeleteType(String objectType) implements Mutation {}

    /**
     * A new list.
     *
     * @param plan its type, name and condition; of a static list so many generated records are members
     */
    record CreateList(ListPlan plan) implements Mutation {}

    /** A list is gone. */
    record DeleteList(String listId) implements Mutation {}

    /** A list has another name. */
    record RenameList(String listId, String name) implements Mutation {}

    /** Live records come into a static list. */
    record AddMembers(String listId, Target target) implements Mutation {}

    /** Members go from a static list; a random target chooses among them. */
    record RemoveMembers(String listId, Target target) implements Mutation {}

    private static Map<String, @Nullable String> copy(Map<String, @Nullable String> values) {
        return Collections.unmodifiableMap(new HashMap<>(values));
    }
}
