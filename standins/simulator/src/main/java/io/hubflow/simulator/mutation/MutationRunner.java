package io.hubflow.simulator.mutation;

import io.hubflow.simulator.portal.CrmRecord;
import io.hubflow.simulator.portal.History.Source;
import io.hubflow.simulator.portal.ObjectType;
import io.hubflow.simulator.portal.Portal;
import io.hubflow.simulator.portal.PropertyCatalog.Populated;
import io.hubflow.simulator.portal.PropertyDefinition;
import io.hubflow.simulator.portal.PropertyDefinition.Sensitivity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Carries mutations out, one after the other, each while nobody reads. Safe for use by many threads. */
public final class MutationRunner {
    private final Portal portal;
    private final Changes changes;
    private final Changes imports;
    private final Consumer<ObjectType> propertiesChanged;
    private final Selection selection;
    private final NewValues newValues;
    private final LinkChanges links;
    private final ListChanges lists;

    /**
     * A runner.
     *
     * @param propertiesChanged told of types whose property definitions changed
     */
    public MutationRunner(Portal portal, ChangeSettings settings, Consumer<ObjectType> propertiesChanged) {
        this.portal = portal;
        this.changes = new Changes(portal, settings, Source.EDIT);
        this.imports = new Changes(portal, settings, Source.IMPORT);
        this.propertiesChanged = propertiesChanged;
        var draws = new AtomicLong();
        this.selection = new Selection(portal, draws);
        this.newValues = new NewValues(portal, draws);
        this.links = new LinkChanges(portal, selection);
        this.lists = new ListChanges(portal, selection);
    }

    /**
     * Carries a mutation out.
     *
     * @throws IllegalArgumentException for a type, property, owner, pipeline or id that does not exist
     */
    public MutationResult run(Mutation mutation) {
        return portal.write(() -> perform(mutation));
    }

    /**
     * Checks that the type and the properties a mutation names exist now, without carrying it out.
     *
     * @throws IllegalArgumentException when one does not
     */
    public void requireNames(Mutation mutation) {
        portal.read(() -> {
            new MutationNames(portal).require(mutation);
            return true;
        });
    }

    private MutationResult perform(Mutation mutation) {
        return switch (mutation) {
            case Mutation.Create create -> create(create);
            case Mutation.BulkImport bulk -> bulkImport(bulk);
            case Mutation.Update update ->
                each("update", update.objectType(), update.target(), CrmRecord.State.LIVE, (type, record) -> {
                    var values = newValues.of(type, record, update.properties(), update.values(), false);
                    return changes.update(type, record, values);
                });
            case Mutation.Recalculate recalculate ->
                each(
                        "recalculate",
                        recalculate.objectType(),
                        recalculate.target(),
                        CrmRecord.State.LIVE,
                        (type, record) -> {
                            var values =
                                    newValues.of(type, record, recalculate.properties(), recalculate.values(), true);
                            return changes.recalculate(type, record, values);
                        });
            case Mutation.Backdate backdate ->
                each("backdate", backdate.objectType(), backdate.target(), CrmRecord.State.LIVE, (type, record) -> {
                    var values = newValues.of(type, record, backdate.properties(), backdate.values(), false);
                    return changes.backdate(type, record, values, backdate.by());
                });
            case Mutation.Archive archive ->
                each("archive", archive.objectType(), archive.target(), CrmRecord.State.LIVE, changes::archive);
            case Mutation.Restore restore ->
                each("restore", restore.objectType(), restore.target(), CrmRecord.State.ARCHIVED, changes::restore);
            case Mutation.GdprDelete delete ->
                each("gdpr_delete", delete.objectType(), delete.target(), CrmRecord.State.LIVE, changes::purge);
            case Mutation.Purge purge ->
                each("purge", purge.objectType(), purge.target(), CrmRecord.State.ARCHIVED, changes::purge);
            case Mutation.Merge merge -> merge(merge);
            case Mutation.Associate link -> links.associate(link);
            case Mutation.Dissociate link -> links.dissociate(link);
            case Mutation.CreateLabel label -> links.createLabel(label);
            case Mutation.RenameLabel label -> links.renameLabel(label);
            case Mutation.DeleteLabel label -> links.deleteLabel(label);
            case Mutation.CreateList create -> lists.create(create);
            case Mutation.DeleteList delete -> lists.delete(delete);
            case Mutation.RenameList rename -> lists.rename(rename);
            case Mutation.AddMembers add -> lists.addMembers(add);
            case Mutation.RemoveMembers remove -> lists.removeMembers(remove);
            case Mutation.EditPipeline edit -> editPipeline(edit);
            case Mutation.CreateProperty create -> createProperty(create);
            case Mutation.ArchiveProperty archive -> {
                portal.catalog(type(archive.objectType())).archive(archive.name(), now());
                propertiesChanged.accept(type(archive.objectType()));
                yield result("archive_property", archive.objectType(), List.of());
            }
            case Mutation.RetypeProperty retype -> {
                portal.catalog(type(retype.objectType()))
                        .retype(
                                retype.name(),
                                retype.type(),
                                retype.fieldType(),
                                retype.options(),
                                retype.values(),
                                now());
                propertiesChanged.accept(type(retype.objectType()));
                yield result("retype_property", retype.objectType(), List.of());
            }
            case Mutation.DeactivateOwner owner -> {
                portal.deactivateOwner(owner.ownerId());
                yield result("deactivate_owner", "", List.of(owner.ownerId()));
            }
            case Mutation.DeleteOwner owner -> {
                portal.deleteOwner(owner.ownerId());
                yield result("delete_owner", "", List.of(owner.ownerId()));
            }
            case Mutation.CreateUser user -> {
                var owner = portal.createUser(user.email(), user.firstName(), user.lastName(), user.teamId());
                yield result("create_user", "", List.of(owner.id()));
            }
            case Mutation.MoveUser move -> {
                portal.moveUser(move.userId(), move.teamId());
                yield result("move_user", "", List.of(move.userId()));
            }
            case Mutation.RenameTeam rename -> {
                portal.renameTeam(rename.teamId(), rename.name());
                yield result("rename_team", "", List.of());
            }
            case Mutation.SetExchangeRate rate -> {
                portal.setExchangeRate(rate.fromCurrency(), rate.rate());
                yield result("set_exchange_rate", "", List.of());
            }
            case Mutation.DeletePipeline delete -> {
                portal.pipelines().delete(type(delete.objectType()), delete.pipelineId());
                yield result("delete_pipeline", delete.objectType(), List.of());
            }
            case Mutation.DeleteStage delete -> {
                portal.pipelines().deleteStage(type(delete.objectType()), delete.stageId());
                yield result("delete_stage", delete.objectType(), List.of());
            }
            case Mutation.CreateType create -> {
                var type = portal.createType(create.name(), create.plural(), create.count());
                yield result("create_type", portal.types().key(type), List.of());
            }
            case Mutation.ActivateType activate -> {
                portal.activateType(type(activate.objectType()));
                yield result("activate_type", activate.objectType(), List.of());
            }
            case Mutation.DeactivateType deactivate -> {
                portal.deactivateType(type(deactivate.objectType()));
                yield result("deactivate_type", deactivate.objectType(), List.of());
            }
            case Mutation.DeleteType delete -> {
                String plural = portal.types().key(type(delete.objectType()));
                portal.deleteType(type(delete.objectType()));
                yield new MutationResult("delete_type", plural, List.of(), List.of(), now());
            }
        };
    }

    private MutationResult create(Mutation.Create create) {
        var type = type(create.objectType());
        var ids = new ArrayList<Long>(create.count());
        for (int i = 0; i < create.count(); i++) {
            ids.add(changes.create(type, create.values(), now()).id());
        }
        return result("create", create.objectType(), ids);
    }

    private MutationResult bulkImport(Mutation.BulkImport bulk) {
        var type = type(bulk.objectType());
        long at = bulk.at().map(Instant::toEpochMilli).orElse(now());
        var ids = new ArrayList<Long>(bulk.count());
        for (int i = 0; i < bulk.count(); i++) {
            ids.add(imports.create(type, Map.of(), at).id());
        }
        return result("bulk_import", bulk.objectType(), ids);
    }

    private MutationResult merge(Mutation.Merge merge) {
        var type = type(merge.objectType());
        var survivors = new ArrayList<Long>();
        var absorbed = new ArrayList<Long>();
        for (List<CrmRecord> pair : pairs(type, merge.target())) {
            var survivor = merge.mode().isPresent()
                    ? changes.merge(type, pair.get(0), pair.get(1), merge.mode().get())
                    : changes.merge(type, pair.get(0), pair.get(1));
            survivors.add(survivor.id());
            pair.stream().map(CrmRecord::id).filter(id -> id != survivor.id()).forEach(absorbed::add);
        }
        return new MutationResult("merge", portal.types().key(type), survivors, absorbed, now());
    }

    private List<List<CrmRecord>> pairs(ObjectType type, Target target) {
        var chosen = switch (target) {
            case Target.Ids ids -> selection.liveOrArchived(type, ids);
            case Target.Random random ->
                selection.records(type, new Target.Random(random.count() * 2, random.seed()), CrmRecord.State.LIVE);
        };
        var pairs = new ArrayList<List<CrmRecord>>();
        for (int i = 0; i + 1 < chosen.size(); i += 2) {
            pairs.add(chosen.subList(i, i + 2));
        }
        return pairs;
    }

    private MutationResult editPipeline(Mutation.EditPipeline edit) {
        var type = type(edit.objectType());
        var pipeline = portal.pipelines().of(type).stream()
                .filter(candidate -> candidate.id().equals(edit.pipelineId()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        type.plural() + " have no pipeline \"" + edit.pipelineId() + "\""));
        long now = now();
        portal.pipelines().replace(type, pipeline.relabelled(edit.label(), now));
        var all = new ArrayList<CrmRecord>();
        portal.store(type).scan(0, record -> {
            if (record.live()) {
                all.add(record);
            }
            return true;
        });
        all.forEach(record -> changes.touch(type, record, now));
        return result(
                "edit_pipeline",
                edit.objectType(),
                all.stream().map(CrmRecord::id).toList());
    }

    private MutationResult createProperty(Mutation.CreateProperty create) {
        var type = type(create.objectType());
        long now = now();
        portal.catalog(type)
                .create(
                        new PropertyDefinition(
                                create.name(),
                                create.label(),
                                create.type(),
                                create.fieldType(),
                                create.calculated() ? "cdr" : "df",
                                type.singular() + "information",
                                create.options(),
                                Sensitivity.valueOf(create.sensitivity().toUpperCase(Locale.ROOT)),
                                -1,
                                0,
                                now,
                                now,
                                0),
                        create.populated() ? Populated.AT_ONCE : Populated.BY_UPDATES);
        propertiesChanged.accept(type);
        return result("create_property", create.objectType(), List.of());
    }

    @FunctionalInterface
    private interface Change {
        CrmRecord apply(ObjectType type, CrmRecord record);
    }

    private MutationResult each(
            String operation, String objectType, Target target, CrmRecord.State state, Change change) {
        var type = type(objectType);
        var ids = new ArrayList<Long>();
        for (CrmRecord record : selection.records(type, target, state)) {
            ids.add(change.apply(type, record).id());
        }
        return result(operation, objectType, ids);
    }

    private MutationResult result(String operation, String objectType, List<Long> ids) {
        String plural = objectType.isEmpty() ? "" : portal.types().key(type(objectType));
        return new MutationResult(operation, plural, ids, List.of(), now());
    }

    private ObjectType type(String name) {
        return portal.types().require(name);
    }

    private long now() {
        return portal.clock().millis();
    }
}
