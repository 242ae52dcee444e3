package io.ringway.ring;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTests {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.ringway.ring");

  @Test
  void theRingDependsOnNothingButTheJdkHash4jAndJspecify() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.ringway.ring..", "java..", "com.dynatrace.hash4j..", "org.jspecify..")
        .check(CLASSES);
  }

  @Test
  void placementsDoNotKnowTheAnalysis() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.ringway.ring.analysis")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.ringway.ring.analysis")
        .check(CLASSES);
  }

  @Test
  void nothingReadsFilesOrTheNetwork() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.io", "java.net", "java.nio.file..")
        .check(CLASSES);
  }
}
