package io.hubflow.snowflake.emulator.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatementParserTest {
    private static Expr expression(String sql) {
        var query = StatementParser.parseQuery("SELECT " + sql);
        return ((Query.Select) query.body()).items().get(0).value();
    }

    @Test
    void commentsAndBlanksAreNothing() {
        assertThat(
                        StatementParser.parse(
                                "show /* JDBC:DatabaseMetaData.getColumns() */\n columns -- all\n in table \"DB\".\"PUBLIC\".\"T\" ;"))
                .isEqualTo(new Statement.Show(
                        "COLUMNS", null, null, "TABLE", Name.of("DB", "PUBLIC", "T"), Integer.MAX_VALUE));
        assertThat(StatementParser.parse("alter session /* x*/ set autocommit=false"))
                .isEqualTo(new Statement.AlterSession(Map.of("AUTOCOMMIT", "FALSE"), List.of()));
    }

    @Test
    void literalsKeepTheirText() {
        assertThat(expression("'it''s -- no comment /* nor */ \\n \\'q\\' $1 ? @x'"))
                .isEqualTo(new Expr.Text("it's -- no comment /* nor */ \n 'q' $1 ? @x"));
        assertThat(expression("$$raw 'x' \\n$$")).isEqualTo(new Expr.Text("raw 'x' \\n"));
        assertThat(expression("-1.5e-3")).isEqualTo(new Expr.Numeral("-1.5e-3"));
    }

    @Test
    void pathsKeepTheCaseOfTheirKeys() {
        assertThat(expression("$1:\"First Name\".x[0]['k']::VARCHAR(10)"))
                .isEqualTo(new Expr.Cast(
                        new Expr.Path(new Expr.Position(null, 1), List.of("First Name", "x", 0, "k")),
                        new TypeName("VARCHAR", List.of(10)),
                        false));
        assertThat(expression("t.$1:id")).isEqualTo(new Expr.Path(new Expr.Position("T", 1), List.of("id")));
    }

    @Test
    void operatorsBindAsTheyDoInSql() {
        assertThat(expression("a OR NOT b AND c = 1 + 2 * 3"))
                .isEqualTo(new Expr.Binary(
                        "OR",
                        new Expr.Column(Name.of("A")),
                        new Expr.Binary(
                                "AND",
                                new Expr.Unary("NOT", new Expr.Column(Name.of("B"))),
                                new Expr.Binary(
                                        "=",
                                        new Expr.Column(Name.of("C")),
                                        new Expr.Binary(
                                                "+",
                                                new Expr.Numeral("1"),
                                                new Expr.Binary("*", new Expr.Numeral("2"), new Expr.Numeral("3")))))));
    }

    @Test
    void bindsAreCounted() {
        assertThat(StatementParser.parseWithBinds("INSERT INTO T SELECT ?, PARSE_JSON(?) WHERE ? = '?'")
                        .binds())
                .isEqualTo(3);
    }

    @Test
    void stagesAndFiles() {
        assertThat(StatementParser.parse(
                        "PUT 'file:///tmp/a b/*.gz' @\"db\".S.\"my stage\"/x/y PARALLEL=8 AUTO_COMPRESS = FALSE"))
                .isEqualTo(new Statement.Put(
                        "file:///tmp/a b/*.gz",
                        "@\"db\".S.\"my stage\"/x/y",
                        Map.of("PARALLEL", "8", "AUTO_COMPRESS", "FALSE")));
        assertThat(StatementParser.parse("put file:///tmp/x @~/y")).isInstanceOf(Statement.Put.class);
    }

    @Test
    void aSyntaxErrorNamesItsPlace() {
        assertThatThrownBy(() -> StatementParser.parse("SELECT *\nFORM T"))
                .isInstanceOf(SnowflakeError.class)
                .hasMessageContaining("syntax error line 2 at position 5 unexpected 'T'");
        for (String sql : List.of(
                "",
                "SELECT",
                "SELECT 'open",
                "INSERT INTO T",
                "MERGE INTO T USING S ON TRUE",
                "CREATE TABLE T",
                "CREATE TABLE T (A)",
                "DROP",
                "SELECT (1",
                "UPDATE T SET")) {
            assertThatThrownBy(() -> StatementParser.parse(sql)).as(sql).isInstanceOf(SnowflakeError.class);
        }
    }

    @Test
    void namesAreBounded() {
        assertThat(StatementParser.parse("USE SCHEMA \"a\"\"b\".c"))
                .isEqualTo(new Statement.Use("SCHEMA", Name.of("a\"b", "C")));
        assertThatThrownBy(() -> StatementParser.parse("USE SCHEMA " + "x".repeat(256)))
                .hasMessageContaining("255");
    }
}
