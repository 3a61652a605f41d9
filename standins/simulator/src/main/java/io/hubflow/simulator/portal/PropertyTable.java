package io.hubflow.simulator.portal;

import io.hubflow.simulator.portal.PropertyDefinition.Sensitivity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the property definitions a new portal starts with. */
final class PropertyTable {
    private static final List<String> BIG_TYPES = List.of("contacts", "companies", "deals", "tickets");

    private static final String[][] EXTRA_SHAPES = {
        {"string", "text", ""},
        {"number", "number", ""},
        {"datetime", "date", ""},
        {"enumeration", "checkbox", "red;green;blue"},
        {"bool", "booleancheckbox", ""},
        {"date", "date", ""}
    };

    private PropertyTable() {}

    static List<PropertyDefinition> load(ObjectType type, int extras) {
        var byName = new TreeMap<String, PropertyDefinition>();
        if (BIG_TYPES.contains(type.plural()) && !type.isCustom()) {
            for (String[] cells : TypeTable.rows(type.plural() + ".tsv")) {
                add(byName, cells, 0, Sensitivity.NON_SENSITIVE);
            }
        } else {
            for (String[] cells : TypeTable.rows("small_types.tsv")) {
                if (cells[0].equals("*") || cells[0].equals(section(type))) {
                    add(byName, cells, 1, Sensitivity.NON_SENSITIVE);
                }
            }
            if (type.createdProperty().equals("hs_createdate")) {
                byName.remove("createdate");
            }
        }
        if (type.isContacts()) {
            add(byName, secret("national_id_number", "string", "text"), 0, Sensitivity.SENSITIVE);
            add(byName, secret("health_condition", "string", "textarea"), 0, Sensitivity.HIGHLY_SENSITIVE);
        }
        for (int i = 1; i <= extras; i++) {
            String[] shape = EXTRA_SHAPES[i % EXTRA_SHAPES.length];
            String[] cells = {"custom_%04d".formatted(i), shape[0], shape[1], "df", "custominformation", shape[2]};
            add(byName, cells, 0, Sensitivity.NON_SENSITIVE);
        }
        return byName.values().stream()
                .sorted(Comparator.comparing(PropertyDefinition::name))
                .toList();
    }

    private static String section(ObjectType type) {
        return type.isCustom() && !type.plural().equals("machines") ? "custom" : type.plural();
    }

    private static String[] secret(String name, String type, String fieldType) {
        return new String[] {name, type, fieldType, "df", "contactinformation"};
    }

    private static void add(Map<String, PropertyDefinition> byName, String[] cells, int from, Sensitivity sensitivity) {
        String name = cells[from];
        String options = cells.length > from + 5 ? cells[from + 5] : "";
        byName.put(
                name,
                new PropertyDefinition(
                        name,
                        PropertyDefinition.labelOf(name),
                        cells[from + 1],
                        cells[from + 2],
                        cells[from + 3].equals("-") ? "" : cells[from + 3],
                        cells[from + 4],
                        options(name, options),
                        sensitivity,
                        byName.size(),
                        0,
                        Population.FIRST_MILLIS,
                        Population.FIRST_MILLIS,
                        0));
    }

    /** {@code #n} stands for n made-up options. */
    private static List<String> options(String name, String cell) {
        if (!cell.startsWith("#")) {
            return TypeTable.split(cell, ";");
        }
        var options = new ArrayList<String>();
        for (int i = 1; i <= Integer.parseInt(cell.substring(1)); i++) {
            options.add((name.startsWith("hs_") ? name.substring(3) : name) + "_" + i);
        }
        return options;
    }
}
