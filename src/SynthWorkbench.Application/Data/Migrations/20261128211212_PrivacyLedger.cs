using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SynthWorkbench.Application.Data.Migrations
{
    /// <inheritdoc />
    public partial class PrivacyLedger : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "Charge",
                table: "Runs",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "PrivacyBudgets",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    WorkspaceId = table.Column<Guid>(type: "TEXT", nullable: false),
                    DatasetId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Epsilon = table.Column<double>(type: "REAL", nullable: false),
                    Delta = table.Column<double>(type: "REAL", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Author = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PrivacyBudgets", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PrivacyBudgets_Datasets_DatasetId",
                        column: x => x.DatasetId,
                        principalTable: "Datasets",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PrivacyCharges",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    WorkspaceId = table.Column<Guid>(type: "TEXT", nullable: false),
                    DatasetId = table.Column<Guid>(type: "TEXT", nullable: false),
                    DatasetVersionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    Rho = table.Column<double>(type: "REAL", nullable: false),
                    FailureDelta = table.Column<double>(type: "REAL", nullable: false),
                    Epsilon = table.Column<double>(type: "REAL", nullable: false),
                    Delta = table.Column<double>(type: "REAL", nullable: false),
                    Neighbours = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    AssumedJson = table.Column<string>(type: "TEXT", nullable: false),
                    AreRowsPublic = table.Column<bool>(type: "INTEGER", nullable: false),
                    IsSeeded = table.Column<bool>(type: "INTEGER", nullable: false),
                    RecipeName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    RecipeVersionId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Purpose = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    SubjectId = table.Column<Guid>(type: "TEXT", nullable: true),
                    JobId = table.Column<Guid>(type: "TEXT", nullable: false),
                    FitKey = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    ModelKey = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    AuthorId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Author = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PrivacyCharges", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PrivacyCharges_Datasets_DatasetId",
                        column: x => x.DatasetId,
                        principalTable: "Datasets",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PrivacyFitStarts",
                columns: table => new
                {
                    ChargeId = table.Column<Guid>(type: "TEXT", nullable: false),
                    WorkspaceId = table.Column<Guid>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PrivacyFitStarts", x => x.ChargeId);
                    table.ForeignKey(
                        name: "FK_PrivacyFitStarts_PrivacyCharges_ChargeId",
                        column: x => x.ChargeId,
                        principalTable: "PrivacyCharges",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_PrivacyBudgets_DatasetId_At",
                table: "PrivacyBudgets",
                columns: new[] { "DatasetId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_PrivacyCharges_DatasetId_Number",
                table: "PrivacyCharges",
                columns: new[] { "DatasetId", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PrivacyCharges_WorkspaceId_ModelKey",
                table: "PrivacyCharges",
                columns: new[] { "WorkspaceId", "ModelKey" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "PrivacyBudgets");

            migrationBuilder.DropTable(
                name: "PrivacyFitStarts");

            migrationBuilder.DropTable(
                name: "PrivacyCharges");

            migrationBuilder.DropColumn(
                name: "Charge",
                table: "Runs");
        }
    }
}
