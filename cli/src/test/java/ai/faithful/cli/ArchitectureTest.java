package ai.faithful.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows of docs/ARCHITECTURE.md, over the classes of every module. */
@AnalyzeClasses(packages = "ai.faithful", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {

  @ArchTest
  static final ArchRule theIrSeesOnlyTheJdk =
      classes()
          .that()
          .resideInAPackage("ai.faithful.ir..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("ai.faithful.ir..", "java..", "org.jspecify..");

  @ArchTest
  static final ArchRule theParserSeesNoOtherModule =
      noClasses()
          .that()
          .resideInAPackage("ai.faithful.onnx..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "ai.faithful.verify..", "ai.faithful.training..", "ai.faithful.cli..");

  @ArchTest
  static final ArchRule protobufEndsInTheParser =
      noClasses()
          .that()
          .resideOutsideOfPackage("ai.faithful.onnx..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.google.protobuf..", "ai.faithful.onnx.proto..");

  @ArchTest
  static final ArchRule theVerifierSeesNoTraining =
      noClasses()
          .that()
          .resideInAPackage("ai.faithful.verify..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.faithful.training..", "ai.faithful.cli..");

  @ArchTest
  static final ArchRule trainingSeesNoCommandLine =
      noClasses()
          .that()
          .resideInAPackage("ai.faithful.training..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.faithful.cli..");

  @ArchTest
  static final ArchRule theTensorEngineStaysInTheVerifierAndTraining =
      noClasses()
          .that()
          .resideOutsideOfPackages("ai.faithful.verify..", "ai.faithful.training..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.djl..");

  @ArchTest
  static final ArchRule onnxRuntimeIsReplayedInOnePlace =
      noClasses()
          .that()
          .resideOutsideOfPackage("ai.faithful.verify.runtime..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.onnxruntime..");

  @ArchTest
  static final ArchRule optionsAreParsedInTheCommandLine =
      noClasses()
          .that()
          .resideOutsideOfPackage("ai.faithful.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("picocli..");

  @ArchTest
  static final ArchRule onlyTheCommandLinePrints =
      noClasses()
          .that()
          .resideOutsideOfPackage("ai.faithful.cli")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");

  @ArchTest
  static final ArchRule onlyMainEndsTheProcess =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("ai.faithful.cli.Main")
          .should()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "halt", int.class);
}
