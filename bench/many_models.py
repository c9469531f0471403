#!/usr/bin/env python3
"""Writes a Rails application with many models, to time `tacit analyze` on.

usage: many_models.py FOLDER [--models 1000] [--seed 1]

Every model has what models of real applications have: associations, a dozen validators, an enum, scopes, a concern, a
method or two; the schema has its table. The same arguments give the same bytes.
"""
import argparse
import os
import random


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def model(i, models, rng):
    others = [rng.randrange(models) for _ in range(4)]
    rules = "\n".join(
        f"  validates :field{k}, {rng.choice(['presence: true', f'length: {{ maximum: {10 + k} }}', 'uniqueness: { scope: :parent_id }', 'numericality: { greater_than: 0 }', 'inclusion: { in: %w[a b c] }'])}"
        for k in range(12))
    methods = "\n\n".join(
        f"  def method{k}(value)\n    return nil if value.blank?\n    items = others{k % 4}.where(field{k}: value).order(:id)\n"
        f"    items.map {{ |item| item.field{k} }}.compact.first || \"none #{{value}}\"\n  end" for k in range(8))
    return f"""class Model{i} < ApplicationRecord
  include Named

  belongs_to :parent, class_name: "Model{others[0]}", optional: true
{chr(10).join(f'  has_many :others{k}, class_name: "Model{o}", foreign_key: :parent_id, dependent: :destroy' for k, o in enumerate(others))}

  enum status: {{ draft: 0, live: 1, gone: 2 }}
{rules}
  validates :email, format: {{ with: /\\A[^@ ]+@[^@ ]+\\z/ }}, if: :live?
  validate :field0_differs

  scope :recent, -> {{ where("created_at > ?", 1.day.ago) }}

{methods}

  private

  def field0_differs
    errors.add(:field0, "is field1") if field0 == field1
  end
end
"""


def table(i):
    fields = "\n".join(f'    t.string "field{k}", limit: 100' for k in range(12))
    return f"""  create_table "model{i}s", force: :cascade do |t|
    t.integer "parent_id"
    t.integer "status", default: 0, null: false
    t.string "name", null: false
    t.string "email"
{fields}
    t.datetime "created_at", null: false
    t.index ["parent_id"], name: "index_model{i}s_on_parent_id"
  end
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--models", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    rng = random.Random(args.seed)
    models = os.path.join(args.folder, "app/models")
    write(f"{models}/application_record.rb", "class ApplicationRecord < ActiveRecord::Base\n  self.abstract_class = true\nend\n")
    write(f"{models}/concerns/named.rb",
          "module Named\n  extend ActiveSupport::Concern\n\n  included do\n    validates :name, presence: true, length: { maximum: 60 }\n  end\nend\n")
    for i in range(args.models):
        write(f"{models}/model{i}.rb", model(i, args.models, rng))
    write(f"{args.folder}/db/schema.rb",
          "ActiveRecord::Schema[7.1].define(version: 1) do\n" + "\n".join(table(i) for i in range(args.models)) + "end\n")
    print(f"{args.folder}: {args.models} models")


main()
