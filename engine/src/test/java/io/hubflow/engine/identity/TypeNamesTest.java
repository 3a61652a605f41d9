package io.hubflow.engine.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.catalog.Catalog;
import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.checkpoint.TypeBinding;
import io.hubflow.engine.destination.Checkpoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TypeNamesTest {
    private final List<String> notices = new ArrayList<>();

    private static ObjectType custom(String typeId, String name) {
        return new ObjectType(
                name,
                typeId,
                typeId,
                ObjectType.MODIFIED,
                Catalog.tableName(name),
                true,
                List.of(typeId, "p7_" + name, name, name + "s"));
    }

    /** As it is found without the scope for schemas. */
    private static ObjectType bare(String written) {
        var typeId = written.startsWith("2-") ? written : "";
        return new ObjectType(
                written, written, typeId, ObjectType.MODIFIED, Catalog.tableName(written), false, List.of(written));
    }

    private TypeNames names(List<TypeBinding> bindings, String... loaded) {
        var checkpoints = Arrays.stream(loaded)
                .map(stream -> new Checkpoint(stream, 1, "{\"cursor_millis\":1}"))
                .toList();
        return new TypeNames(bindings, checkpoints, notices::add);
    }

    private static List<String> nameAndTable(ObjectType type) {
        return List.of(type.name(), type.table());
    }

    @Test
    void aCustomTypeKeepsTheNameThatHubSpotGivesIt() {
        assertThat(nameAndTable(names(List.of()).bind(custom("2-5", "car")))).containsExactly("car", "car");
        assertThat(notices).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "owners, owners_2_5, owners",
        "hubspot_owners, hubspot_owners, hubspot_owners_2_5",
        "hubspot_properties, hubspot_properties, hubspot_properties_2_5",
        "contacts_view, contacts_view, contacts_view_2_5",
        "contact, contact_2_5, contact",
        "deals, deals_2_5, deals_2_5",
    })
    void aNameThatIsHubflowsOwnOrAStandardTypesGetsTheTypeId(String name, String bound, String table) {
        assertThat(nameAndTable(names(List.of()).bind(custom("2-5", name)))).containsExactly(bound, table);
        assertThat(notices).singleElement().asString().contains(name, "(type id 2-5)", "table " + table);
    }

    @Test
    void twoTypesWhoseNamesBecomeTheSameTableGetTwo() {
        var names = names(List.of());

        assertThat(nameAndTable(names.bind(custom("2-5", "my-car")))).containsExactly("my-car", "my_car");
        assertThat(nameAndTable(names.bind(custom("2-6", "my_car")))).containsExactly("my_car", "my_car_2_6");
        var later = names(names.bindings(), "my-car", "my_car");
        assertThat(nameAndTable(later.bind(custom("2-6", "my_car")))).containsExactly("my_car", "my_car_2_6");
        assertThat(nameAndTable(later.bind(custom("2-5", "my-car")))).containsExactly("my-car", "my_car");
    }

    @Test
    void aTypeThatIsMadeAgainUnderItsNameIsAnotherType() {
        var names = names(List.of());
        names.bind(custom("2-5", "car"));

        var again = names(names.bindings(), "car").bind(custom("2-9", "car"));

        assertThat(nameAndTable(again)).containsExactly("car_2_9", "car_2_9");
        assertThat(again.aliases()).contains("car", "car_2_9", "2-9");
        assertThat(notices)
                .containsExactly(
                        "HubSpot's object type car has type id 2-9 and is another one than that of type id 2-5,"
                                + " whose rows are in table car. It is called car_2_9 here and is loaded into table car_2_9.");
    }

    @Test
    void theTypeIdAloneLeadsToTheTableThatTheNameLedTo() {
        var names = names(List.of());
        names.bind(custom("2-5", "car"));

        assertThat(nameAndTable(names(names.bindings(), "car").bind(bare("2-5"))))
                .containsExactly("car", "car");
    }

    @Test
    void aTypeThatWasLoadedByItsIdKeepsThatTableWhenItsNameIsKnown() {
        var names = names(List.of());
        names.bind(bare("2-5"));

        var named = names(names.bindings(), "2-5").bind(custom("2-5", "car"));

        assertThat(nameAndTable(named)).containsExactly("2-5", "object_2_5");
        assertThat(named.aliases()).contains("car");
    }

    @Test
    void aTypeThatWasLoadedByItsNameAloneLearnsItsTypeId() {
        var names = names(List.of());
        names.bind(bare("car"));

        var later = names(names.bindings(), "car");

        assertThat(nameAndTable(later.bind(custom("2-5", "car")))).containsExactly("car", "car");
        assertThat(later.bindings())
                .singleElement()
                .satisfies(binding -> assertThat(binding.typeId()).isEqualTo("2-5"));
    }

    @Test
    void whatAnOlderVersionLoadedKeepsItsNameAndTable() {
        assertThat(nameAndTable(names(List.of(), "car").bind(custom("2-5", "car"))))
                .containsExactly("car", "car");
        assertThat(nameAndTable(names(List.of(), "2-5").bind(custom("2-5", "car"))))
                .containsExactly("2-5", "object_2_5");
        assertThat(nameAndTable(names(List.of(), "hubspot_cars").bind(custom("2-5", "hubspot_cars"))))
                .containsExactly("hubspot_cars", "hubspot_cars");
        assertThat(notices).isEmpty();
    }

    @Test
    void aPluralLabelThatIsAnothersNameIsNotTakenForIt() {
        var labelled = new ObjectType(
                "car", "2-5", "2-5", ObjectType.MODIFIED, "car", true, List.of("2-5", "p7_car", "car", "deals"));

        assertThat(nameAndTable(names(List.of(), "deals").bind(labelled))).containsExactly("car", "car");
    }
}
