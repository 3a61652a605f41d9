package io.hubflow.nifi;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.Column;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Slices wait in queues while hubflow is upgraded: those that an earlier version planned must still be read. */
class SliceWorkTest {
    private static final String EARLIER = """
            {"slice":{"kind":"SNAPSHOT","object_type":"contacts","ids":{"from":0,"to":9},"modified_from_millis":0,
              "modified_before_millis":9},
             "type":{"name":"contacts","apiName":"contacts","typeId":"0-1","modifiedProperty":"lastmodifieddate",
              "table":"contacts","hasPipelines":false,"aliases":[]},
             "schema":{"table":"contacts","objectType":"contacts","columns":[]},
             "properties":["email","ssn"],"property_types":{},"sensitive":["ssn"],
             "search_whole":%s,"id_order":"NUMERIC","planned_at_millis":5}""";

    @Test
    void hiddenPropertiesOfAnEarlierPlanAreAmongItsSensitiveOnes() {
        assertThat(SliceWork.parse(EARLIER.formatted("false")).plan().columns().unsearchable())
                .containsExactly("ssn");
        assertThat(SliceWork.parse(EARLIER.formatted("true")).plan().columns().unsearchable())
                .isEmpty();
    }

    @Test
    void aPropertyThatIsLeftOutTakesItsColumnAndItsMarksWithIt() {
        var work = SliceWork.parse("""
                {"slice":{"kind":"IDS","object_type":"contacts","ids":[1]},
                 "type":{"name":"contacts","apiName":"contacts","typeId":"0-1","modifiedProperty":"lastmodifieddate",
                  "table":"contacts","hasPipelines":false,"aliases":[]},
                 "schema":{"table":"contacts","objectType":"contacts","columns":[
                  {"name":"email","type":"VARCHAR"},{"name":"ssn","type":"VARCHAR"}]},
                 "properties":["email","ssn"],"sensitive":["ssn"],"unsearchable":["ssn"],
                 "id_order":"NUMERIC","planned_at_millis":5}""");

        var left = work.without(Set.of("ssn"));

        assertThat(left.schema().columns()).extracting(Column::name).containsExactly("email");
        assertThat(left.sensitive()).isEmpty();
        assertThat(left.plan().columns().unsearchable()).isEmpty();
        assertThat(left.slice()).isEqualTo(work.slice());
        assertThat(left.plannedAtMillis()).isEqualTo(5);
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        var work = SliceWork.parse(EARLIER.formatted("false"));

        assertThat(SliceWork.parse(work.toJson())).isEqualTo(work);
    }
}
