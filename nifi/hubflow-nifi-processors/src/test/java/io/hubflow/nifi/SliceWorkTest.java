package io.hubflow.nifi;

import static org.assertj.core.api.Assertions.assertThat;

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
        assertThat(SliceWork.parse(EARLIER.formatted("false")).unsearchable()).containsExactly("ssn");
        assertThat(SliceWork.parse(EARLIER.formatted("true")).unsearchable()).isEmpty();
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        var work = SliceWork.parse(EARLIER.formatted("false"));

        assertThat(SliceWork.parse(work.toJson())).isEqualTo(work);
    }
}
