package io.hubflow.e2e;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;

/** ARCHITECTURE.md, as rules. */
@AnalyzeClasses(
        packages = "io.hubflow",
        importOptions = {ImportOption.DoNotIncludeTests.class, ModuleRulesTest.WithoutTools.class})
@Tag("thorough")
final class ModuleRulesTest {
    private static final String CLIENT = "io.hubflow.hubspot..";
    private static final String ERROR = "io.hubflow.error..";
    private static final String ENGINE = "io.hubflow.engine..";
    private static final String DUCKDB = "io.hubflow.duckdb..";
    private static final String SNOWFLAKE = "io.hubflow.snowflake..";
    private static final String SERVICE = "io.hubflow.service..";
    private static final String APP = "io.hubflow.app..";
    private static final String SIMULATOR = "io.hubflow.simulator..";

    /** What looks at the product from outside is no part of it; neither are another module's tests, which come as a jar. */
    static final class WithoutTools implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/simulation")
                    && !location.contains("/snowflake-emulator")
                    && !location.contains("-tests.jar");
        }
    }

    @ArchTest
    static final ArchRule clientKnowsNoOtherModule = noClasses()
            .that()
            .resideInAnyPackage(CLIENT, ERROR)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ENGINE, DUCKDB, SNOWFLAKE, SERVICE, APP, SIMULATOR);

    @ArchTest
    static final ArchRule engineKnowsOnlyTheClient = noClasses()
            .that()
            .resideInAPackage(ENGINE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(DUCKDB, SNOWFLAKE, SERVICE, APP, SIMULATOR);

    @ArchTest
    static final ArchRule destinationsKnowOnlyEngineAndErrors = noClasses()
            .that()
            .resideInAnyPackage(DUCKDB, SNOWFLAKE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SERVICE, APP, SIMULATOR, CLIENT);

    @ArchTest
    static final ArchRule serviceKnowsNoWarehouseAndNoConfiguration = noClasses()
            .that()
            .resideInAPackage(SERVICE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(DUCKDB, SNOWFLAKE, APP, SIMULATOR);

    @ArchTest
    static final ArchRule simulatorSharesNoCodeWithTheConnector = noClasses()
            .that()
            .resideInAPackage(SIMULATOR)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(CLIENT, ERROR, ENGINE, DUCKDB, SNOWFLAKE, APP);

    @ArchTest
    static final ArchRule jdbcOnlyInDestinationsAndTheCommandThatQueries = noClasses()
            .that()
            .resideOutsideOfPackages(DUCKDB, SNOWFLAKE, APP)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "org.duckdb..");

    @ArchTest
    static final ArchRule onlyTheAppEndsTheProcess =
            noClasses().that().resideOutsideOfPackage(APP).should().callMethod(System.class, "exit", int.class);

    @ArchTest
    static final ArchRule theConnectorIsGivenItsClock = noClasses()
            .that()
            .resideInAnyPackage(ENGINE)
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(BlockingQueue.class, "offer", Object.class, long.class, TimeUnit.class)
            .orShould()
            .callMethod(BlockingQueue.class, "poll", long.class, TimeUnit.class);

    @ArchTest
    static final ArchRule packagesHaveNoCycles = slices().matching("io.hubflow.(**)")
            .should()
            .beFreeOfCycles()
            .ignoreDependency(resideInAPackage(APP), resideInAPackage(APP));

    @ArchTest
    static final ArchRule namesSayWhatAThingIs = classes()
            .should()
            .haveNameNotMatching(".*(Impl|Manager|Helper|Utils|Util)(\\$.*)?")
            .andShould()
            .haveNameNotMatching(".*\\.Abstract[A-Z].*");

    @ArchTest
    static final ArchRule packagesAreAtMostOneLevelBelowTheModule = classes()
            .should()
            .resideInAPackage("io.hubflow..")
            .andShould(com.tngtech.archunit.lang.conditions.ArchConditions.be(
                    new DescribedPredicate<JavaClass>("at most one package level below its module") {
                        @Override
                        public boolean test(JavaClass javaClass) {
                            return javaClass
                                            .getPackageName()
                                            .chars()
                                            .filter(c -> c == '.')
                                            .count()
                                    <= 3;
                        }
                    }));
}
