package io.hubflow.engine.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StandardObjectTypesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Appointments",
                "Calls",
                "Campaigns",
                "Carts",
                "Commerce Payments",
                "Communications",
                "Companies",
                "Contacts",
                "Courses",
                "Deals",
                "Discounts",
                "Emails",
                "Fees",
                "Feedback Submissions",
                "Goals",
                "Invoices",
                "Leads",
                "Line Items",
                "Listings",
                "Meetings",
                "Notes",
                "Orders",
                "Postal Mail",
                "Products",
                "Quotes",
                "Quote Templates",
                "Services",
                "Subscriptions",
                "Tasks",
                "Taxes",
                "Tickets",
                "Users"
            })
    void theOfficialConnectorsNamesWorkAsTheyAreWritten(String name) {
        assertThat(StandardObjectTypes.find(name)).isPresent();
    }

    @Test
    void noNameStandsForTwoTypes() {
        assertThat(StandardObjectTypes.ALL.stream()
                        .flatMap(type -> type.aliases().stream().distinct()))
                .doesNotHaveDuplicates();
    }
}
